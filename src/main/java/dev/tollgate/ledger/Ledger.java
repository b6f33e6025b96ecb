package dev.tollgate.ledger;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The books of all families: holds of customers' money, what they are settled for, and plain transfers.
 *
 * <p>Inside a Spring transaction on the ledger's database a posting joins it. Otherwise postings are booked in groups,
 * and each call returns once its posting is durable. All amounts are whole units of the account's asset.
 *
 * <p>Every call may throw {@link LedgerBusy} (503), and Spring's {@code DataAccessException} if a rider's statement is
 * wrong or, in a joined transaction, if another transaction was in the way.
 */
public final class Ledger implements AutoCloseable {

    private final JoinedTransaction joined;
    private final GroupCommit groups;
    private final HoldRenewal renewal;
    private final Balances balances;

    public Ledger(DataSource dataSource, LedgerSettings settings) {
        this(dataSource, settings, WriterConnection.SILENCE_MAX);
    }

    /** @param silenceMax for how long the writer waits for the database before it counts as gone */
    Ledger(DataSource dataSource, LedgerSettings settings, Duration silenceMax) {
        var ids = new AccountIds();
        var bookkeeper = new Bookkeeper(new BooksReader(ids), new BooksWriter(settings.holdTtl()));
        joined = new JoinedTransaction(dataSource, bookkeeper);
        groups = new GroupCommit(
                new GroupSession(new WriterConnection(dataSource, silenceMax), bookkeeper, ids), settings);
        renewal = new HoldRenewal(dataSource, settings);
        balances = new Balances(JdbcClient.create(dataSource));
    }

    /**
     * Sets money aside for a call. From then on this process keeps it from expiring until it is settled or voided.
     *
     * @throws InsufficientFunds if the account has too little, or owes
     * @throws AccountFrozen if it may not spend
     * @throws TransferConflict if the id is a hold with other content
     * @throws HoldResolved if the id is a hold that was resolved
     */
    public Hold hold(HoldRequest request) {
        Hold hold = post(new HoldPosting(request));
        afterCommit(() -> renewal.add(hold.id()));
        return hold;
    }

    /**
     * Charges a hold and releases the rest. More than the hold is taken from what is available, and what that doesn't
     * cover is booked to the owner's shortfall, which blocks its next hold until a credit repays it.
     *
     * @throws HoldResolved if the hold is not pending
     */
    public Settlement settle(SettleRequest request) {
        return resolve(new SettlePosting(request), request.holdId());
    }

    /** Releases all of a hold; false if it was not pending any more, and then no rider has run. */
    public boolean voidHold(UUID holdId, List<Rider> riders) {
        return resolve(new VoidPosting(holdId, riders), holdId);
    }

    /**
     * Moves money at once. Riders run only if something was booked now.
     *
     * @throws InsufficientFunds if the payer is a customer and has too little
     * @throws AccountFrozen if the payer may not spend
     * @throws TransferConflict if the id or the external reference was booked with other content
     */
    public Transfer transfer(TransferRequest request) {
        return post(new TransferPosting(request));
    }

    /**
     * Moves money of several payers at once, all of it or nothing, with one set of riders.
     *
     * @param transfers of accounts that each occur once; the first one's id is the posting's: the same again books nothing
     * @return whether it was booked now
     * @throws dev.tollgate.refusal.Refusal as {@link #transfer}, of the first transfer that is refused, as it would have it
     */
    public boolean transferAll(List<LinkedTransfer> transfers, List<Rider> riders) {
        return post(new LinkedPosting(transfers, riders));
    }

    /** Writes riders that belong to no posting; returns once that is durable. */
    public void record(List<Rider> riders) {
        post(new RecordPosting(riders));
    }

    /** What an account has now; nothing, if nobody has heard of it. */
    public Balance balance(AccountRef account) {
        return balances.of(account);
    }

    /** Books for operators, who may also take from a frozen account. */
    Transfer transfer(TransferRequest request, String reason) {
        return post(new TransferPosting(request, reason, true));
    }

    private <R> R post(Posting<R> posting) {
        return joined.isOpen() ? joined.book(posting) : groups.post(posting);
    }

    private <R> R resolve(Posting<R> posting, UUID holdId) {
        R result;
        try {
            result = post(posting);
        } catch (HoldResolved resolved) {
            renewal.remove(holdId);
            throw resolved;
        }
        afterCommit(() -> renewal.remove(holdId));
        return result;
    }

    private void afterCommit(Runnable action) {
        if (joined.isOpen()) {
            JoinedTransaction.afterCommit(action);
        } else {
            action.run();
        }
    }

    /** Postings that wait for their group. */
    int waiting() {
        return groups.waiting();
    }

    HoldRenewal renewal() {
        return renewal;
    }

    /** Books what waits, refuses what comes, and lets this process's holds expire. */
    @Override
    public void close() {
        groups.close();
        renewal.close();
    }
}
