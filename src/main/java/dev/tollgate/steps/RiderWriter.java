package dev.tollgate.steps;

import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Rider;
import java.util.List;
import org.springframework.stereotype.Component;

/** Writes riders where no posting takes them along. */
@Component
class RiderWriter {

    private final Ledger ledger;

    RiderWriter(Ledger ledger) {
        this.ledger = ledger;
    }

    /** None of them is required: what they tell has happened. */
    void write(List<Rider> riders) {
        ledger.record(riders.stream()
                .map(rider -> new Rider(rider.sql(), rider.parameters(), false, rider.bulkSql()))
                .toList());
    }
}
