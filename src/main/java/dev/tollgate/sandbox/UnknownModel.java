package dev.tollgate.sandbox;

/** A model that a stand-in doesn't have, or that asks for a trouble which it doesn't know. */
final class UnknownModel extends RuntimeException {

    private final String model;

    UnknownModel(String model) {
        super("no model " + model, null, false, false);
        this.model = model;
    }

    String model() {
        return model;
    }
}
