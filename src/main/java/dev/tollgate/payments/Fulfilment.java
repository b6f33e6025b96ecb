package dev.tollgate.payments;

/** What a family gives for an order that was paid. */
public interface Fulfilment {

    /** The family whose orders it knows. */
    String family();

    /** Gives it, in the caller's transaction, which also marks the order as paid; called once for an order. */
    void fulfil(PaymentOrder order);
}
