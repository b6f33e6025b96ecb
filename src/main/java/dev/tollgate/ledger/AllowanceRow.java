package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a group of postings changes of one allowance.
 *
 * <p>An allowance that wasn't read is taken to have enough: the bounds go along with the change, and a statement that
 * would pass them is stale. On a locked row each posting is decided for itself.
 */
final class AllowanceRow {

    final String subject;
    private final State state;
    private final Consumption taken;
    private long tokensUsed;
    private long tokensHeld;
    private BigInteger costUsed = BigInteger.ZERO;
    private BigInteger costHeld = BigInteger.ZERO;
    private int calls;
    private @Nullable Long tokensMax;
    private @Nullable BigInteger costMax;

    private AllowanceRow(String subject, State state, Consumption taken) {
        this.subject = subject;
        this.state = state;
        this.taken = taken;
    }

    /** One of which nothing is known but its name. */
    static AllowanceRow unread(String subject) {
        return new AllowanceRow(subject, State.UNREAD, new Consumption(0, BigInteger.ZERO));
    }

    /** One whose row is locked. */
    static AllowanceRow locked(String subject, Consumption taken) {
        return new AllowanceRow(subject, State.LOCKED, taken);
    }

    /** One that has no row: it was closed, and nobody counts any more. */
    static AllowanceRow closed(String subject) {
        return new AllowanceRow(subject, State.CLOSED, new Consumption(0, BigInteger.ZERO));
    }

    /**
     * Lets a reservation through; changes nothing.
     *
     * @throws AllowanceExceeded if too little is left
     * @throws Refusal 403 if the allowance is closed
     */
    void require(Reservation wanted, Asset asset) {
        if (state == State.CLOSED) {
            throw Refusal.forbidden("The caller's allowance was closed meanwhile");
        }
        if (state == State.UNREAD) {
            return;
        }
        long tokens = wanted.asked().tokens();
        if (wanted.tokensMax() != null && tokens > wanted.tokensMax() - tokensTaken()) {
            throw AllowanceExceeded.tokens(tokens, Math.max(0, wanted.tokensMax() - tokensTaken()));
        }
        BigInteger cost = wanted.asked().cost();
        if (wanted.costMax() != null && costTaken().add(cost).compareTo(wanted.costMax()) > 0) {
            throw AllowanceExceeded.cost(
                    asset, cost, wanted.costMax().subtract(costTaken()).max(BigInteger.ZERO));
        }
    }

    /** The smallest bounds of a group are those that its statement checks. */
    void reserve(Reservation wanted) {
        calls++;
        tokensHeld += wanted.asked().tokens();
        costHeld = costHeld.add(wanted.asked().cost());
        if (state == State.UNREAD && wanted.tokensMax() != null) {
            tokensMax = tokensMax == null ? wanted.tokensMax() : Long.valueOf(Math.min(tokensMax, wanted.tokensMax()));
        }
        if (state == State.UNREAD && wanted.costMax() != null) {
            costMax = costMax == null ? wanted.costMax() : costMax.min(wanted.costMax());
        }
    }

    void release(Consumption reserved) {
        tokensHeld -= reserved.tokens();
        costHeld = costHeld.subtract(reserved.cost());
    }

    void use(Consumption used) {
        tokensUsed += used.tokens();
        costUsed = costUsed.add(used.cost());
    }

    /** Whether there is a row to be written. */
    boolean isOpen() {
        return state != State.CLOSED;
    }

    long tokensUsed() {
        return tokensUsed;
    }

    long tokensHeld() {
        return tokensHeld;
    }

    BigInteger costUsed() {
        return costUsed;
    }

    BigInteger costHeld() {
        return costHeld;
    }

    int calls() {
        return calls;
    }

    /** What used and held together may come to after the change; null for no bound. */
    @Nullable
    Long tokensMax() {
        return tokensMax;
    }

    /** The same of the cost. */
    @Nullable
    BigInteger costMax() {
        return costMax;
    }

    private long tokensTaken() {
        return taken.tokens() + tokensUsed + tokensHeld;
    }

    private BigInteger costTaken() {
        return taken.cost().add(costUsed).add(costHeld);
    }

    private enum State {
        UNREAD,
        LOCKED,
        CLOSED
    }
}
