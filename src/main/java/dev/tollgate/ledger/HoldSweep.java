package dev.tollgate.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the holds of dead processes: those past their expiry by the database's clock.
 *
 * <p>Any number of replicas may sweep at once; each takes what no other has locked.
 */
public final class HoldSweep {

    private static final int GROUP_MAX = 256;
    private static final String LOCK_EXPIRED =
            "SELECT h.id, a.owner, a.asset FROM hold h JOIN account a ON a.id = h.account"
                    + " WHERE h.state = 'PENDING' AND h.expires_at <= clock_timestamp() AND h.id <> ALL (?)"
                    + " ORDER BY h.expires_at LIMIT ? FOR UPDATE OF h SKIP LOCKED";
    private static final Logger LOG = LoggerFactory.getLogger(HoldSweep.class);

    private final DataSource dataSource;
    private final Ledger ledger;
    private final Bookkeeper bookkeeper;
    private final List<LostHoldRecord> records;
    private final Runnable onLost;

    /**
     * @param records what is written about each lost hold, in the transaction that resolves it
     * @param onLost runs once for each hold that was lost
     */
    HoldSweep(
            DataSource dataSource,
            Ledger ledger,
            LedgerSettings settings,
            List<LostHoldRecord> records,
            Runnable onLost) {
        this.dataSource = dataSource;
        this.ledger = ledger;
        this.bookkeeper = new Bookkeeper(new BooksReader(new AccountIds()), new BooksWriter(settings.holdTtl()));
        this.records = records;
        this.onLost = onLost;
    }

    /**
     * Sweeps until nothing is left that has expired; nothing while live processes may not have renewed their holds.
     *
     * @return how many holds were resolved
     * @throws org.springframework.dao.DataAccessException if the database doesn't answer; the next sweep goes on
     */
    public int sweep() {
        List<UUID> bad = new ArrayList<>();
        int groupMax = GROUP_MAX;
        int swept = 0;
        try {
            // After an outage our own holds may be past their expiry, though their calls still run.
            if (!ledger.renewal().renew().maySweep()) {
                LOG.info(
                        "No hold is swept yet: nobody had renewed any for a while, and those of live calls come first");
                return 0;
            }
            while (true) {
                Group group = new Group(groupMax, bad);
                try {
                    List<HoldRow> lost = sweepGroup(group);
                    lost.forEach(this::report);
                    swept += lost.size();
                    if (group.ids.size() < groupMax) {
                        return swept;
                    }
                } catch (SQLException | RuntimeException failure) {
                    groupMax = isolate(group, failure, bad);
                }
            }
        } catch (SQLException failure) {
            throw DatabaseFailure.translate(failure);
        }
    }

    /** Goes on one by one, and without a hold that fails alone. */
    private static int isolate(Group group, Exception failure, List<UUID> bad) throws SQLException {
        boolean gone = failure instanceof SQLException sql && DatabaseFailure.of(sql) == DatabaseFailure.CONNECTION;
        if (gone || group.ids.isEmpty()) {
            throw failure instanceof SQLException sql ? sql : new SQLException(failure);
        }
        if (group.ids.size() == 1) {
            LOG.error("Lost hold {} can not be resolved", group.ids.get(0), failure);
            bad.add(group.ids.get(0));
        }
        return 1;
    }

    private List<HoldRow> sweepGroup(Group group) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<ExpirePosting> postings = lockExpired(connection, group);
                var decided = bookkeeper.book(connection, postings, true);
                connection.commit();
                return decided.outcomes().stream()
                        .map(outcome -> (HoldRow) Objects.requireNonNull(outcome.result()))
                        .toList();
            } catch (SQLException | RuntimeException failure) {
                rollback(connection, failure);
                throw failure;
            }
        }
    }

    private List<ExpirePosting> lockExpired(Connection connection, Group group) throws SQLException {
        List<ExpirePosting> postings = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCK_EXPIRED)) {
            statement.setArray(1, connection.createArrayOf("uuid", group.except.toArray()));
            statement.setInt(2, group.max);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    group.ids.add(id);
                    AccountRef account = new AccountRef(row.getString(2), Asset.of(row.getString(3)));
                    postings.add(new ExpirePosting(id, account, records));
                }
            }
        }
        return postings;
    }

    private static void rollback(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void report(HoldRow hold) {
        onLost.run();
        LOG.warn(
                "Hold {} of request {} was lost with its process: {}, {} units charged",
                hold.id,
                hold.requestId,
                hold.onLost,
                hold.settled());
    }

    /** One transaction's worth: at most so many, without those that failed. */
    private static final class Group {

        final int max;
        final List<UUID> except;
        final List<UUID> ids = new ArrayList<>();

        Group(int max, List<UUID> except) {
            this.max = max;
            this.except = except;
        }
    }
}
