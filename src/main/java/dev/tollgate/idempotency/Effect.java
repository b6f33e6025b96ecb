package dev.tollgate.idempotency;

import java.util.Map;

/** What a request is to do, once: its postings and rows, and the answer that tells of them. */
public interface Effect {

    /** Does it in the caller's transaction, which also keeps the answer, and returns the answer's fields. */
    Map<String, Object> book();
}
