package dev.tollgate.evm;

import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint256;

/**
 * What a transaction of ours does.
 *
 * @param to who is paid, or the contract that is called
 * @param value the native coin that goes with it, in wei
 * @param data what the contract is told, {@code 0x} and hexadecimal; only {@code 0x} where coins are paid
 */
public record ChainCall(EvmAddress to, BigInteger value, String data) {

    /** Pays coins of the chain. */
    public static ChainCall coins(EvmAddress recipient, BigInteger wei) {
        return new ChainCall(recipient, wei, "0x");
    }

    /** Pays a token (ERC-20). */
    public static ChainCall token(EvmAddress token, EvmAddress recipient, BigInteger units) {
        var transfer = new Function("transfer", List.of(new Address(recipient.text()), new Uint256(units)), List.of());
        return new ChainCall(token, BigInteger.ZERO, FunctionEncoder.encode(transfer));
    }

    /** Whether a contract is called. */
    public boolean callsContract() {
        return data.length() > "0x".length();
    }
}
