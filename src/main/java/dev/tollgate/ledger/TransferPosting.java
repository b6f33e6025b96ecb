package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Moves money at once, unless its id or external reference was booked before. */
final class TransferPosting extends Posting<Transfer> {

    private final TransferRequest request;
    private final @Nullable String reason;
    private final boolean fromFrozen;

    TransferPosting(TransferRequest request) {
        this(request, null, false);
    }

    /** @param fromFrozen whether the payer may be frozen: operators correct such accounts */
    TransferPosting(TransferRequest request, @Nullable String reason, boolean fromFrozen) {
        this.request = request;
        this.reason = reason;
        this.fromFrozen = fromFrozen;
    }

    @Override
    Set<AccountRef> accounts() {
        return Set.of(request.from(), request.to());
    }

    @Override
    boolean opens(AccountRef account) {
        return account.equals(request.to()) || account.kind() == AccountRef.Kind.SYSTEM;
    }

    @Override
    UUID transferId() {
        return request.id();
    }

    @Override
    @Nullable
    ExternalRef externalRef() {
        return request.externalRef();
    }

    @Override
    List<Rider> riders() {
        return request.riders();
    }

    @Override
    Decision<Transfer> decide(Books books) {
        TransferRow existing = booked(books);
        if (existing != null) {
            return repeated(books, existing);
        }
        check(books);
        return new Decision<>(move(books), true);
    }

    /** @throws Refusal if the payer may not spend it, or the receiver has no room for it */
    void check(Books books) {
        admit(books.account(request.from()));
        requireRoom(books.opened(request.to()));
    }

    /** Books what was checked. */
    Transfer move(Books books) {
        Account receiver = books.opened(request.to());
        var cause = new TransferRow.Cause(request.purpose(), null, request.requestId(), reason);
        books.move(request.id(), books.opened(request.from()), receiver, request.amount(), cause);
        if (request.externalRef() != null) {
            books.refer(request.externalRef(), request.id());
        }
        books.collectShortfall(receiver, request.id(), request.requestId());
        return answer(books, request.id(), true);
    }

    /** What was booked under this external reference or id. */
    private @Nullable TransferRow booked(Books books) {
        TransferRow byId = books.transfer(request.id());
        if (request.externalRef() == null) {
            return byId;
        }
        UUID referred = books.transferOf(request.externalRef());
        if (referred == null && byId != null) {
            throw new TransferConflict("transfer " + request.id());
        }
        return referred == null ? null : books.transfer(referred);
    }

    /** It is in the books already. */
    Decision<Transfer> repeated(Books books, TransferRow existing) {
        Account payer = books.account(request.from());
        Account receiver = books.account(request.to());
        boolean same = payer != null && receiver != null && existing.moves(payer.id, receiver.id, request.amount());
        if (!same) {
            throw new TransferConflict(request.externalRef() == null ? "transfer " + existing.id() : "this event");
        }
        boolean ours = perhapsBooked() && existing.id().equals(request.id());
        return new Decision<>(answer(books, existing.id(), ours), false);
    }

    private void admit(@Nullable Account payer) {
        if (payer == null) {
            throw new InsufficientFunds(
                    BigInteger.ZERO, request.amount(), request.from().asset());
        }
        if (payer.isWallet()) {
            if (payer.frozen && !fromFrozen) {
                throw new AccountFrozen();
            }
            if (payer.available().compareTo(request.amount()) < 0) {
                throw new InsufficientFunds(
                        payer.available(), request.amount(), request.from().asset());
            }
        }
    }

    private void requireRoom(Account receiver) {
        if (receiver.isWallet() && receiver.posted().add(request.amount()).compareTo(Amounts.MAX) > 0) {
            throw Refusal.invalid("amount", "is more than an account can hold");
        }
    }

    private Transfer answer(Books books, UUID id, boolean created) {
        Account receiver = books.opened(request.to());
        Account customer = receiver.isWallet() ? receiver : books.opened(request.from());
        BigInteger balance = customer.isWallet() ? customer.available() : BigInteger.ZERO;
        return new Transfer(id, request.from(), request.to(), request.amount(), created, balance);
    }
}
