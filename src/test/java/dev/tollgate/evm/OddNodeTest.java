package dev.tollgate.evm;

import static dev.tollgate.evm.Desk.MON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes differ; whatever they say, nothing is credited that isn't proved. */
class OddNodeTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final String FINALIZED = "eth_getBlockByNumber finalized";

    private OddNode node;
    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        DATABASE.jdbc().sql("DELETE FROM deposit").update();
        node = new OddNode();
        desk = new Desk(DATABASE, Desk.settings(node.url(), 3));
    }

    @AfterEach
    void close() {
        desk.close();
        node.close();
    }

    @Test
    void theOddNodeIsFineAsItIs() {
        long before = desk.transfers();
        confirm();
        // The books are older than this test's deposit row: the payment is booked once for the whole class.
        assertThat(desk.balance(OddNode.USER).available()).isEqualTo(MON);
        assertThat(desk.transfers() - before).isBetween(0L, 1L);
    }

    @ParameterizedTest
    @CsvSource({
        "-32000, Transaction with hash 0x33 not found",
        "-32000, transaction not found",
        "-32602, unknown transaction"
    })
    void anUnknownHashMayBeAnError(int code, String message) {
        node.fails("eth_getTransactionByHash", code, message);
        assertRefused(404);
    }

    @Test
    void anUnknownReceiptMayBeAnError() {
        node.fails("eth_getTransactionReceipt", -32000, "receipt not found");
        assertRefused(202);
    }

    @ParameterizedTest
    @CsvSource({
        "-39001, Unknown block",
        "-32602, 'invalid argument 0: hex string without 0x prefix'",
        "-32601, the method does not exist",
        "-32000, finalized block not found",
        "-32000, unsupported block tag"
    })
    void aNodeThatKnowsNoFinalityIsTakenByItsConfirmations(int code, String message) {
        node.fails(FINALIZED, code, message);
        confirm();
        node.says("eth_blockNumber", "\"0x65\"");
        DATABASE.jdbc().sql("DELETE FROM deposit").update();
        assertRefused(202);
    }

    @Test
    void aNodeThatAnswersNullForFinalityIsTakenByItsConfirmations() {
        node.says(FINALIZED, "null");
        confirm();
    }

    /** Just now it can't say; that is not the same as having no finality. */
    @ParameterizedTest
    @CsvSource({"-32005, rate limit exceeded", "-32603, Internal error", "-32000, overloaded", "429, Too many requests"
    })
    void aFinalityThatCanNotBeAskedForIs503(int code, String message) {
        node.fails(FINALIZED, code, message);
        assertRefused(503);
    }

    @Test
    void notFinalizedIs202() {
        node.says(FINALIZED, "{\"number\":\"0x63\",\"hash\":\"" + OddNode.BLOCK_HASH + "\"}");
        assertRefused(202);
    }

    @Test
    void aReceiptFromAReplacedBlockIs202() {
        node.says("eth_getBlockByNumber 0x64", "{\"number\":\"0x64\",\"hash\":\"0x" + "22".repeat(32) + "\"}");
        assertRefused(202);
        node.says("eth_getBlockByNumber 0x64", "null");
        assertRefused(202);
    }

    @Test
    void aReceiptWithoutAStatusIsNoSuccess() {
        node.says(
                "eth_getTransactionReceipt", "{\"blockNumber\":\"0x64\",\"blockHash\":\"" + OddNode.BLOCK_HASH + "\"}");
        assertRefused(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth_chainId", "eth_blockNumber"})
    void aMissingAnswerIs503(String method) {
        node.says(method, "null");
        assertRefused(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "{}", "[]", "\"\""})
    void nonsenseIs503(String result) {
        node.says("eth_blockNumber", result);
        assertRefused(503);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 429, 500, 503})
    void anHttpErrorIs503(int status) {
        node.hasStatus(status);
        assertRefused(503);
        assertThat(desk.health.look().healthy()).isFalse();
    }

    @Test
    void anotherChainIsUnhealthyAndSaysWhich() {
        node.says("eth_chainId", "\"0x8f\"");
        assertThat(desk.health.look()).isEqualTo(new ChainSight(143L, 112L, false));
    }

    private void confirm() {
        assertThat(desk.confirm(OddNode.USER, MON, OddNode.HASH).newBalance()).isEqualTo(MON);
    }

    private void assertRefused(int status) {
        long before = desk.transfers();
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> desk.confirm(OddNode.USER, MON, OddNode.HASH));
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).describedAs(refusal.message()).isEqualTo(status);
        assertThat(refusal.message()).doesNotContain("127.0.0.1");
        assertThat(desk.transfers()).isEqualTo(before);
    }
}
