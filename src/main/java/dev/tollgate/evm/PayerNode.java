package dev.tollgate.evm;

import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.utils.Numeric;

/**
 * The EVM node as somebody who pays needs it: what a payment would do and cost, sending it, and what became of it.
 *
 * <p>Every method that asks the node throws {@link ChainUnavailable} if the node can't be reached or fails, and {@link
 * IllegalStateException} inside a database transaction.
 */
public final class PayerNode {

    private static final BigInteger USUAL_PRIORITY_FEE = BigInteger.valueOf(1_000_000_000);
    private static final int WORD_DIGITS = 64;

    private final Chain chain;
    private final Rpc rpc;
    private final long chainId;
    private final NonceSearch nonces;

    /** @param chainId the chain that the node should be on */
    PayerNode(Chain chain, long chainId) {
        this.chain = chain;
        this.rpc = chain.rpc();
        this.chainId = chainId;
        this.nonces = new NonceSearch(rpc);
    }

    /** Whether there is a node. */
    public boolean isConfigured() {
        return rpc.isConfigured();
    }

    /** The chain that the node should be on; without asking it. */
    public long chainId() {
        return chainId;
    }

    /** @throws ChainUnavailable also if the node is on another chain than it should */
    public void requireChain() {
        long actual = chain.chainId();
        if (actual != chainId) {
            throw ChainUnavailable.wrongChain(actual, chainId);
        }
    }

    /** The finalized block is asked for first, so that the latest isn't older. */
    public ChainHead head() {
        Long finalized = chain.finalizedBlock();
        return new ChainHead(chain.latestBlock(), finalized);
    }

    /** What became of a transaction; null while it is in no block. */
    public @Nullable Receipt receipt(TransactionHash hash) {
        var request = rpc.node().ethGetTransactionReceipt(hash.text());
        return rpc.readOrNull(
                request,
                Unknown.TRANSACTION,
                answer -> answer.getTransactionReceipt().map(Receipt::of).orElse(null));
    }

    /** Whether the block that a transaction stood in is on the chain, now. */
    public boolean isCanonical(Inclusion inclusion) {
        return inclusion.blockHash().equals(chain.blockHash(inclusion.blockNumber()));
    }

    /** What a transaction does; null if the node doesn't know it. */
    public @Nullable Payment payment(TransactionHash hash) {
        return chain.payment(hash);
    }

    /** How many transactions of an account are in blocks up to this one: the least nonce that is unused there. */
    public long nonce(EvmAddress account, long block) {
        return nonces.count(account, block);
    }

    /**
     * The transaction of an account that used a nonce.
     *
     * @param from a block where the nonce was probably unused
     * @param to the last block to look at
     * @return null if it isn't found
     */
    public @Nullable TransactionHash userOfNonce(EvmAddress account, long nonce, long from, long to) {
        return nonces.user(account, nonce, from, to);
    }

    /** The coins of an account, in wei. */
    public BigInteger balance(EvmAddress account, long block) {
        return rpc.read(rpc.node().ethGetBalance(account.text(), at(block)), answer -> answer.getBalance());
    }

    /** What an account has of a token, in the token's units. */
    public BigInteger tokenBalance(EvmAddress token, EvmAddress account, long block) {
        return number(token, at(block), "balanceOf", new Address(account.text()));
    }

    /**
     * How many decimals a token has.
     *
     * @throws ChainUnavailable also if there is no such token, or it doesn't say
     */
    public int decimals(EvmAddress token) {
        return number(token, DefaultBlockParameterName.LATEST, "decimals")
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .intValue();
    }

    /** What gas costs now, with room for the base fee to double. */
    public Fees fees() {
        var latest = rpc.node().ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false);
        BigInteger base = rpc.read(latest, answer -> baseFee(answer.getBlock()));
        BigInteger priority = Objects.requireNonNull(rpc.ask(
                rpc.node().ethMaxPriorityFeePerGas(),
                answer -> answer.getMaxPriorityFeePerGas(),
                error -> USUAL_PRIORITY_FEE));
        return new Fees(base.shiftLeft(1).add(priority), priority);
    }

    /** Tries a transaction without sending it. */
    public Simulation simulate(EvmAddress from, ChainCall call) {
        var transaction = new Transaction(
                from.text(),
                null,
                null,
                null,
                call.to().text(),
                call.value(),
                call.callsContract() ? call.data() : null);
        if (call.callsContract()) {
            var attempt = rpc.node().ethCall(transaction, DefaultBlockParameterName.LATEST);
            String refusal = rpc.ask(
                    attempt,
                    answer -> saysNo(answer.getValue()) ? "the token answers that it doesn't pay" : null,
                    PayerNode::words);
            if (refusal != null) {
                return Simulation.failed(refusal);
            }
        }
        return Objects.requireNonNull(rpc.ask(
                rpc.node().ethEstimateGas(transaction),
                answer -> new Simulation(answer.getAmountUsed(), null),
                error -> Simulation.failed(words(error))));
    }

    /**
     * Gives a signed transaction to the node.
     *
     * @param raw {@code 0x} and hexadecimal
     * @return what the node objects, which is a hint and no more: some refuse what they have, or mine what they refuse;
     *     null if nothing
     */
    public @Nullable String send(String raw) {
        return rpc.ask(rpc.node().ethSendRawTransaction(raw), answer -> null, PayerNode::words);
    }

    private BigInteger number(
            EvmAddress contract, DefaultBlockParameter block, String function, Type<?>... parameters) {
        String data = FunctionEncoder.encode(
                new Function(function, java.util.List.<Type>of(parameters), java.util.List.of()));
        var request = rpc.node().ethCall(Transaction.createEthCallTransaction(null, contract.text(), data), block);
        return rpc.read(request, answer -> {
            String digits = Numeric.cleanHexPrefix(answer.getValue());
            return digits.length() < WORD_DIGITS ? null : new BigInteger(digits.substring(0, WORD_DIGITS), 16);
        });
    }

    private static @Nullable BigInteger baseFee(EthBlock.Block block) {
        return block.getBaseFeePerGasRaw() == null ? null : block.getBaseFeePerGas();
    }

    /** Tokens that answer at all answer true or false; older ones answer nothing. */
    private static boolean saysNo(String answer) {
        String digits = Numeric.cleanHexPrefix(answer);
        return digits.length() >= WORD_DIGITS && new BigInteger(digits, 16).signum() == 0;
    }

    private static String words(Response.Error error) {
        String message = String.valueOf(error.getMessage())
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return message.length() <= 300 ? message : message.substring(0, 300);
    }

    private static DefaultBlockParameter at(long block) {
        return DefaultBlockParameter.valueOf(BigInteger.valueOf(block));
    }
}
