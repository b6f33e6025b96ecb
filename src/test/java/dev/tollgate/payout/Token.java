package dev.tollgate.payout;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.NodeProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

/** A token on a hardhat node: {@code src/test/node/hardhat/Token.sol}. */
final class Token {

    static final int PAYS = 0;
    static final int REVERTS = 1;
    static final int ANSWERS_FALSE = 2;
    static final int LIES = 3;
    static final int KEEPS_A_UNIT = 4;

    private static @Nullable String bytecode;

    private final HardhatNode node;
    private final EvmAddress address;

    private Token(HardhatNode node, EvmAddress address) {
        this.node = node;
        this.address = address;
    }

    /** Deploys a token that belongs to one owner, at an address that no other test has: the books keep its decimals. */
    static Token deploy(HardhatNode node, int decimals, EvmAddress owner, BigInteger supply) {
        return deploy(node, newDeployer(node), decimals, owner, supply);
    }

    static Token deploy(HardhatNode node, EvmAddress deployer, int decimals, EvmAddress owner, BigInteger supply) {
        String parameters = FunctionEncoder.encodeConstructor(
                List.of(new Uint8(decimals), new Address(owner.text()), new Uint256(supply)));
        String hash =
                node.send(Map.of("from", deployer.text(), "data", "0x" + bytecode() + parameters, "gas", "0x1e8480"));
        Map<?, ?> receipt = (Map<?, ?>) node.rpc("eth_getTransactionReceipt", hash);
        return new Token(node, new EvmAddress(String.valueOf(receipt.get("contractAddress"))));
    }

    static EvmAddress newDeployer(HardhatNode node) {
        EvmAddress deployer = Till.newAddress();
        node.rpc("hardhat_impersonateAccount", deployer.text());
        node.pay(node.accounts().get(0), deployer.text(), BigInteger.TEN.pow(18));
        return deployer;
    }

    EvmAddress address() {
        return address;
    }

    void setMode(int mode) {
        call(new Function("setMode", List.of(new Uint8(mode)), List.of()));
    }

    void setDecimals(int decimals) {
        call(new Function("setDecimals", List.of(new Uint8(decimals)), List.of()));
    }

    BigInteger balance(EvmAddress owner) {
        String data =
                FunctionEncoder.encode(new Function("balanceOf", List.<Type>of(new Address(owner.text())), List.of()));
        Object answer = node.rpc("eth_call", Map.of("to", address.text(), "data", data), "latest");
        return new BigInteger(String.valueOf(answer).substring(2), 16);
    }

    private void call(Function function) {
        var transaction = new LinkedHashMap<String, String>();
        transaction.put("from", node.accounts().get(0));
        transaction.put("to", address.text());
        transaction.put("data", FunctionEncoder.encode(function));
        transaction.put("gas", "0xf4240");
        node.send(transaction);
    }

    private static synchronized String bytecode() {
        if (bytecode == null) {
            bytecode = compile();
        }
        return bytecode;
    }

    private static String compile() {
        try {
            Process compiler = NodeProject.require("hardhat", "EVM TESTS")
                    .node("compile.js", "Token.sol")
                    .start();
            String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
