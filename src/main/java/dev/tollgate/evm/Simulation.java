package dev.tollgate.evm;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction would do if it were sent now.
 *
 * @param gas that it would use; 0 where there is a problem
 * @param problem why it would fail, in the node's words; else null
 */
public record Simulation(BigInteger gas, @Nullable String problem) {

    static Simulation failed(String problem) {
        return new Simulation(BigInteger.ZERO, problem);
    }
}
