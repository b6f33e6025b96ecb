package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Moves money of several payers at once, all of it or nothing. The first transfer's id is the posting's. */
final class LinkedPosting extends Posting<Boolean> {

    private record Part(TransferPosting posting, LinkedTransfer transfer) {

        /** @throws Refusal as the caller would have it */
        void check(Books books) {
            try {
                posting.check(books);
            } catch (Refusal refusal) {
                throw transfer.refusedAs().apply(refusal);
            }
        }
    }

    private final List<Part> parts;
    private final List<Rider> riders;

    /** @param transfers of different payers, none of whom is paid: what one brings, another doesn't spend */
    LinkedPosting(List<LinkedTransfer> transfers, List<Rider> riders) {
        Set<AccountRef> accounts = new HashSet<>();
        transfers.forEach(each -> {
            boolean known = !accounts.add(each.request().from())
                    | !accounts.add(each.request().to());
            if (known) {
                throw new IllegalArgumentException("linked transfers have accounts of their own");
            }
        });
        this.parts = transfers.stream()
                .map(each -> new Part(new TransferPosting(each.request()), each))
                .toList();
        this.riders = List.copyOf(riders);
    }

    @Override
    Set<AccountRef> accounts() {
        Set<AccountRef> accounts = new HashSet<>();
        parts.forEach(part -> accounts.addAll(part.posting().accounts()));
        return accounts;
    }

    @Override
    boolean opens(AccountRef account) {
        return parts.stream().anyMatch(part -> part.posting().opens(account));
    }

    @Override
    UUID transferId() {
        return parts.get(0).posting().transferId();
    }

    @Override
    List<Rider> riders() {
        return riders;
    }

    @Override
    void commitUnknown() {
        super.commitUnknown();
        parts.forEach(part -> part.posting().commitUnknown());
    }

    @Override
    Decision<Boolean> decide(Books books) {
        TransferRow existing = books.transfer(transferId());
        if (existing != null) {
            return new Decision<>(
                    parts.get(0).posting().repeated(books, existing).result().created(), false);
        }
        parts.forEach(part -> part.check(books));
        parts.forEach(part -> part.posting().move(books));
        return new Decision<>(true, true);
    }
}
