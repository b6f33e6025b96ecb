package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.util.function.Function;

/**
 * One of several transfers that are booked together or not at all.
 *
 * @param request without riders and external reference, which belong to all of them
 * @param refusedAs what it is refused as: the caller's clients may know of some payers only
 */
public record LinkedTransfer(TransferRequest request, Function<Refusal, Refusal> refusedAs) {

    public LinkedTransfer {
        if (request.externalRef() != null || !request.riders().isEmpty()) {
            throw new IllegalArgumentException("a linked transfer has no riders and no external reference of its own");
        }
    }

    /** One that is refused as it comes. */
    public LinkedTransfer(TransferRequest request) {
        this(request, Function.identity());
    }
}
