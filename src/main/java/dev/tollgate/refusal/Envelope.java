package dev.tollgate.refusal;

import java.util.Map;

/** How one family of endpoints writes a refusal as JSON. */
public interface Envelope {

    /** The name that error policies and {@code tollgate.edge.policies.envelopes} use. */
    String name();

    /** The status that this family's clients know for it; the refusal's own unless they are used to another. */
    default int status(Refusal refusal) {
        return refusal.status();
    }

    /** Returns the JSON body, fields in the order in which they are written. */
    Map<String, Object> body(Refusal refusal, String requestId);
}
