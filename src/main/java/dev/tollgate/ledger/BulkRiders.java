package dev.tollgate.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Riders of one group with the same statement, which takes them all at once: their values as columns. */
final class BulkRiders {

    private final String sql;
    private final List<Rider> riders = new ArrayList<>();

    BulkRiders(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    void add(Rider rider) {
        riders.add(rider);
    }

    /** Sets the next parameters of the statement that this one is a part of. */
    void set(ArrayText parameters) throws SQLException {
        int columns = riders.get(0).parameters().size();
        for (int i = 0; i < columns; i++) {
            int column = i;
            parameters.text(riders, rider -> rider.parameters().get(column));
        }
    }
}
