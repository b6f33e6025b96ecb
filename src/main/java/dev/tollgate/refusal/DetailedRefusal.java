package dev.tollgate.refusal;

import java.util.Map;

/** A refusal that tells programs more than its code, where its family's envelope has room for it. */
public class DetailedRefusal extends Refusal {

    private final Map<String, Object> details;

    /** @param details fields that stand beside code and message, such as {@code order_id} */
    public DetailedRefusal(int status, String code, String message, Map<String, Object> details) {
        super(status, code, message);
        this.details = Map.copyOf(details);
    }

    public Map<String, Object> details() {
        return details;
    }
}
