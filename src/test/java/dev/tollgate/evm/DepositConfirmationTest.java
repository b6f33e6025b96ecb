package dev.tollgate.evm;

import static dev.tollgate.evm.Desk.MON;
import static dev.tollgate.evm.Desk.TRANSIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.HardhatNode.NodeError;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Deposits on a real chain. */
class DepositConfirmationTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final String UNKNOWN = "0x" + "12".repeat(32);

    private Desk desk;
    private String user;
    private String other;
    private BigInteger before;
    private long transfersBefore;

    @BeforeEach
    void open() {
        desk = new Desk(DATABASE, Desk.settings(NODE.url(), 1));
        user = NODE.accounts().get(1);
        other = NODE.accounts().get(2);
        before = desk.balance(user).available();
        transfersBefore = desk.transfers();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void creditsAPayment() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);

        ConfirmedDeposit deposit = desk.confirm(user, MON, hash);

        assertThat(deposit.newBalance()).isEqualTo(before.add(MON));
        assertThat(deposit.transaction().text()).isEqualTo(hash);
        assertThat(desk.balance(user).available()).isEqualTo(before.add(MON));
        Map<String, Object> row = DATABASE.jdbc()
                .sql("SELECT user_address, amount_wei, block_number, state FROM deposit WHERE tx_hash = ?")
                .param(hash)
                .query()
                .singleRow();
        assertThat(row)
                .containsEntry("user_address", user.toLowerCase(Locale.ROOT))
                .containsEntry("block_number", NODE.latestBlock())
                .containsEntry("state", "CREDITED");
    }

    @Test
    void fiftyAtOnceCreditOnce() throws Exception {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            Callable<ConfirmedDeposit> confirm = () -> desk.confirm(user, MON, hash);
            HashSet<BigInteger> balances = new HashSet<>();
            for (Future<ConfirmedDeposit> answer : threads.invokeAll(java.util.Collections.nCopies(50, confirm))) {
                balances.add(answer.get().newBalance());
            }
            assertThat(balances).containsExactly(before.add(MON));
        } finally {
            threads.shutdownNow();
        }
        assertThat(desk.transfers()).isEqualTo(transfersBefore + 1);
        assertThat(desk.balance(user).available()).isEqualTo(before.add(MON));
    }

    @Test
    void aRepeatIsAnsweredWithoutTheChain() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        ConfirmedDeposit first = desk.confirm(user, MON, hash);
        try (Desk withoutChain = new Desk(DATABASE, Desk.settings("", 1))) {
            assertThat(withoutChain.confirm(user, MON, hash)).isEqualTo(first);
            assertThat(refusal(() -> withoutChain.confirm(other, MON, hash)).status())
                    .isEqualTo(409);
        }
        assertThat(desk.transfers()).isEqualTo(transfersBefore + 1);
    }

    @Test
    void anotherCaseOfTheDigitsIsTheSame() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        String shouted = "0x" + hash.substring(2).toUpperCase(Locale.ROOT);
        String loudUser = "0x" + user.substring(2).toUpperCase(Locale.ROOT);

        assertThat(desk.confirm(loudUser, MON, shouted)).isEqualTo(desk.confirm(user, MON, hash));
        assertThat(desk.transfers()).isEqualTo(transfersBefore + 1);
    }

    @Test
    void anotherUserGets409OnceItIsCredited() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        desk.confirm(user, MON, hash);

        assertThat(refusal(() -> desk.confirm(other, MON, hash)).status()).isEqualTo(409);
        assertThat(desk.balance(other).available()).isZero();
    }

    @Test
    void anotherAmountIs422BeforeAndAfterTheCredit() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        BigInteger more = MON.add(BigInteger.ONE);
        assertThat(refusal(() -> desk.confirm(user, more, hash)).status()).isEqualTo(422);
        assertThat(desk.transfers()).isEqualTo(transfersBefore);

        desk.confirm(user, MON, hash);
        assertThat(refusal(() -> desk.confirm(user, more, hash)).status()).isEqualTo(422);
        assertThat(desk.transfers()).isEqualTo(transfersBefore + 1);
    }

    @Test
    void anUnknownHashIs404() {
        assertRefused(404, user, MON, UNKNOWN);
    }

    @Test
    void anotherSenderIs422() {
        assertRefused(422, other, MON, NODE.pay(user, TRANSIT.text(), MON));
    }

    @Test
    void anotherReceiverIs422() {
        assertRefused(422, user, MON, NODE.pay(user, other, MON));
    }

    @Test
    void theCreationOfAContractIs422() {
        assertRefused(422, user, MON, NODE.send(Map.of("from", user, "data", "0x00", "gas", "0xf4240")));
    }

    /** The coins do arrive, but nothing in the transaction says so: it calls a contract. */
    @Test
    void aSmartWalletsInternalTransferIs422AndSaysSo() {
        String smartWallet = "0x" + "5c".repeat(20);
        // CALL(gas, transit, callvalue, 0, 0, 0, 0)
        NODE.rpc(
                "hardhat_setCode",
                smartWallet,
                "0x600060006000600034" + "73" + TRANSIT.text().substring(2) + "5af100");
        BigInteger coins = balanceOnChain(TRANSIT.text());
        String hash = NODE.pay(user, smartWallet, MON);

        assertThat(balanceOnChain(TRANSIT.text())).isEqualTo(coins.add(MON));
        assertThat(assertRefused(422, user, MON, hash).message()).contains("smart wallet");
    }

    @Test
    void aFailedTransactionIs422() {
        NODE.rpc("hardhat_setCode", TRANSIT.text(), "0x60006000fd"); // revert
        try {
            assertThatThrownBy(() -> NODE.pay(user, TRANSIT.text(), MON)).isInstanceOf(NodeError.class);
        } finally {
            NODE.rpc("hardhat_setCode", TRANSIT.text(), "0x");
        }
        assertThat(assertRefused(422, user, MON, lastTransaction()).message()).contains("failed");
    }

    @Test
    void inNoBlockYetIs202AndCreditsLater() {
        NODE.rpc("evm_setAutomine", false);
        String hash;
        try {
            hash = NODE.pay(user, TRANSIT.text(), MON);
            assertThat(assertRefused(202, user, MON, hash).retryAfter()).isPositive();
        } finally {
            NODE.mine(1);
            NODE.rpc("evm_setAutomine", true);
        }
        assertThat(desk.confirm(user, MON, hash).newBalance()).isEqualTo(before.add(MON));
    }

    @Test
    void notDeepEnoughIs202WithRetryAfter() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        try (Desk cautious = new Desk(DATABASE, Desk.settings(NODE.url(), 3))) {
            Refusal refusal = refusal(() -> cautious.confirm(user, MON, hash));
            assertThat(refusal.status()).isEqualTo(202);
            assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
            NODE.mine(1);
            assertThat(refusal(() -> cautious.confirm(user, MON, hash)).message())
                    .isEqualTo("Transaction has 2 of 3 confirmations");
            assertThat(cautious.transfers()).isEqualTo(transfersBefore);
            NODE.mine(1);
            assertThat(cautious.confirm(user, MON, hash).newBalance()).isEqualTo(before.add(MON));
        }
    }

    @Test
    void aNodeOnAnotherChainIs503() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        try (Desk misled = new Desk(DATABASE, Desk.settings(NODE.url(), 143, TRANSIT.text(), 1))) {
            Refusal refusal = refusal(() -> misled.confirm(user, MON, hash));
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.message()).contains("EVM_CHAIN_ID");
            assertThat(misled.transfers()).isEqualTo(transfersBefore);
        }
    }

    @Test
    void withoutANodeItIs503NamingTheVariable() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        try (Desk desk = new Desk(DATABASE, Desk.settings("", 1))) {
            Refusal refusal = refusal(() -> desk.confirm(user, MON, hash));
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.message()).contains("EVM_RPC_URL");
        }
    }

    @Test
    void withoutATransitWalletItIs503NamingTheVariable() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        try (Desk desk = new Desk(DATABASE, Desk.settings(NODE.url(), 1337, "", 1))) {
            Refusal refusal = refusal(() -> desk.confirm(user, MON, hash));
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.message()).contains("TRANSIT_WALLET_ADDRESS");
        }
    }

    @Test
    void theChainIsNeverAskedInsideATransaction() {
        String hash = NODE.pay(user, TRANSIT.text(), MON);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource()));

        assertThatThrownBy(() -> transaction.execute(status -> desk.confirm(user, MON, hash)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(desk.transfers()).isEqualTo(transfersBefore);
    }

    @ParameterizedTest
    @CsvSource({
        "user_address, 0x12, 1, HASH",
        "user_address, , 1, HASH",
        "user_address, 0x7011647e000000000000000000000000000000ag, 1, HASH",
        "user_address, 7011647e000000000000000000000000000000aabb, 1, HASH",
        "amount_wei, USER, 0, HASH",
        "amount_wei, USER, -1, HASH",
        "amount_wei, USER, 1.0, HASH",
        "amount_wei, USER, 1e18, HASH",
        "amount_wei, USER, 0x1, HASH",
        "amount_wei, USER, ' 1', HASH",
        "amount_wei, USER, NaN, HASH",
        "amount_wei, USER, ١, HASH",
        "amount_wei, USER, '', HASH",
        "amount_wei, USER, , HASH",
        "tx_hash, USER, 1, ",
        "tx_hash, USER, 1, 0x12",
        "tx_hash, USER, 1, HASH0",
    })
    void malformedInputIs400NamingTheField(String field, String address, String amount, String hash) {
        Refusal refusal = refusal(() -> desk.confirmation.confirm(
                "USER".equals(address) ? user : address,
                amount,
                hash == null ? null : hash.replace("HASH", UNKNOWN),
                "request",
                1,
                "0"));

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.message()).startsWith(field + ": ");
    }

    @Test
    void anAmountLongerThanTheBooksIs400() {
        assertThat(refusal(() -> desk.confirmation.confirm(user, "9".repeat(79), UNKNOWN, "request", 1, "0"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void healthSeesTheChain() {
        assertThat(desk.health.look()).isEqualTo(new ChainSight(1337L, NODE.latestBlock(), true));
    }

    private Refusal assertRefused(int status, String claimant, BigInteger wei, String hash) {
        Refusal refusal = refusal(() -> desk.confirm(claimant, wei, hash));
        assertThat(refusal.status()).describedAs(refusal.message()).isEqualTo(status);
        assertThat(desk.transfers()).isEqualTo(transfersBefore);
        return refusal;
    }

    private static Refusal refusal(Callable<?> action) {
        return catchThrowableOfType(Refusal.class, action::call);
    }

    private static BigInteger balanceOnChain(String address) {
        return new BigInteger(
                String.valueOf(NODE.rpc("eth_getBalance", address, "latest")).substring(2), 16);
    }

    @SuppressWarnings("unchecked")
    private static String lastTransaction() {
        var block = (Map<String, List<String>>) NODE.rpc("eth_getBlockByNumber", "latest", false);
        return block.getOrDefault("transactions", List.of()).get(0);
    }
}
