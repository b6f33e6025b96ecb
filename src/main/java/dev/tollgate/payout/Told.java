package dev.tollgate.payout;

import dev.tollgate.evm.TransactionHash;
import org.springframework.beans.factory.ObjectProvider;

/** Tells every {@link PayoutBook} there is; asked late, since books know payouts. */
final class Told {

    private final ObjectProvider<PayoutBook> books;

    Told(ObjectProvider<PayoutBook> books) {
        this.books = books;
    }

    void sent(String subject, TransactionHash transaction) {
        books.forEach(book -> book.sent(subject, transaction.text()));
    }

    void paid(Payout payout) {
        books.forEach(book -> book.paid(payout));
    }

    void waits(String subject, String problem) {
        books.forEach(book -> book.waits(subject, problem));
    }
}
