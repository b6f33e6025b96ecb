package dev.tollgate.refusal;

/** 400, or 422 where a family's clients know it so: one field of a request is wrong. Reads {@code <field>: <what is wrong>}. */
public final class InvalidField extends Refusal {

    private final String place;
    private final String field;
    private final String problem;

    InvalidField(String place, String field, String problem) {
        super(400, "invalid_request", field + ": " + problem);
        this.place = place;
        this.field = field;
        this.problem = problem;
    }

    /** Where the field stands: {@code body} or {@code query}. */
    public String place() {
        return place;
    }

    /** Its path, with dots. */
    public String field() {
        return field;
    }

    /** What is wrong with it, such as {@code must be above 0}. */
    public String problem() {
        return problem;
    }
}
