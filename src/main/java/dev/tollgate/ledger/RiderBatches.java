package dev.tollgate.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The riders of a group's postings: those that go with its statement, and the others, a JDBC batch for each SQL. */
final class RiderBatches {

    private final Map<String, List<Riding>> bySql = new LinkedHashMap<>();
    private final Map<String, BulkRiders> bulk = new TreeMap<>(); // sorted: one statement for the same riders

    void add(Posting<?> posting) {
        for (Rider rider : posting.riders()) {
            if (rider.bulkSql() == null) {
                bySql.computeIfAbsent(rider.sql(), sql -> new ArrayList<>()).add(new Riding(posting, rider));
            } else {
                bulk.computeIfAbsent(rider.bulkSql(), BulkRiders::new).add(rider);
            }
        }
    }

    /** Those that are a part of the group's statement. */
    List<BulkRiders> bulk() {
        return List.copyOf(bulk.values());
    }

    /** Whether the others are none. */
    boolean isOnlyBulk() {
        return bySql.isEmpty();
    }

    /** @throws RiderFailure if a required rider changed another number of rows than one */
    void run(Connection connection) throws SQLException {
        for (Map.Entry<String, List<Riding>> batch : bySql.entrySet()) {
            run(connection, batch.getKey(), batch.getValue());
        }
    }

    private static void run(Connection connection, String sql, List<Riding> ridings) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Riding riding : ridings) {
                int index = 1;
                for (Object parameter : riding.rider.parameters()) {
                    statement.setObject(index++, parameter);
                }
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                requireOne(ridings.get(i), counts[i]);
            }
        }
    }

    private static void requireOne(Riding riding, int count) {
        if (!riding.rider.required() || count == 1) {
            return;
        }
        if (count == Statement.SUCCESS_NO_INFO) {
            throw new IllegalStateException("riders need row counts: set reWriteBatchedInserts=false");
        }
        throw new RiderFailure(riding.posting);
    }

    private record Riding(Posting<?> posting, Rider rider) {}

    /** Says which posting must not be booked. */
    static final class RiderFailure extends RuntimeException {

        private final transient Posting<?> posting;

        RiderFailure(Posting<?> posting) {
            super("a required rider changed no row", null, false, false);
            this.posting = posting;
        }

        Posting<?> posting() {
            return posting;
        }
    }
}
