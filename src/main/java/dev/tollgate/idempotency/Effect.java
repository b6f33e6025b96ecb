package dev.tollgate.idempotency;

import dev.tollgate.ledger.Rider;
import java.util.List;
import java.util.Map;

/** What a request is to do, once, and the answer that will tell of it. */
public interface Effect {

    /** The fields of the answer, known before it is booked. */
    Map<String, Object> answer();

    /**
     * Books it.
     *
     * @param withAnswer statements that keep the answer: they commit with the effect or not at all
     */
    void book(List<Rider> withAnswer);
}
