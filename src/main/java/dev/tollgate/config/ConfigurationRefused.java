package dev.tollgate.config;

import java.util.List;

/** The settings don't allow a start; every problem at once, none of them with a secret's value. */
public final class ConfigurationRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems each a sentence for operators, without a secret */
    public ConfigurationRefused(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    List<String> problems() {
        return problems;
    }
}
