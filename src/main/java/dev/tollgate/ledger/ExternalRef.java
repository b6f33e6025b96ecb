package dev.tollgate.ledger;

/**
 * An event of the outside world that is booked at most once, ever.
 *
 * @param source whose event, such as {@code chain:1337:deposit}
 * @param id its name there, such as a transaction hash, already normalised
 */
public record ExternalRef(String source, String id) {

    public ExternalRef {
        if (source.isEmpty() || id.isEmpty()) {
            throw new IllegalArgumentException("an external reference has a source and an id");
        }
    }
}
