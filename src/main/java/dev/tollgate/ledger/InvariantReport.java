package dev.tollgate.ledger;

import java.util.List;

/**
 * What one run of the invariant check found.
 *
 * @param changesOnly whether it looked only at what changed since the run before
 * @param transfersChecked how many transfers that were
 */
public record InvariantReport(boolean changesOnly, long transfersChecked, List<Violation> violations) {

    public InvariantReport {
        violations = List.copyOf(violations);
    }
}
