package dev.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.Rider;
import dev.tollgate.testing.TestDatabase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataIntegrityViolationException;

class UsageRowTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @Test
    void keepsEveryField() {
        insert(row("r-1", Outcome.OK, 1_234L, 200, new BigInteger("49152000000000000")));

        assertThat(DATABASE.jdbc()
                        .sql("SELECT * FROM usage WHERE request_id = 'r-1'")
                        .query()
                        .singleRow())
                .containsEntry("owner", "wallet:0x01")
                .containsEntry("route", "wallet-claude-messages")
                .containsEntry("model", "claude")
                .containsEntry("input_tokens", 1L)
                .containsEntry("output_tokens", 2L)
                .containsEntry("cache_write_tokens", 3L)
                .containsEntry("cache_read_tokens", 4L)
                .containsEntry("duration_ms", 5_678L)
                .containsEntry("first_token_ms", 1_234L)
                .containsEntry("outcome", "ok")
                .containsEntry("upstream_status", 200)
                .containsEntry("charge", new BigDecimal("49152000000000000"))
                .containsEntry("asset", "MON")
                .containsEntry("price", "claude-max-tokens")
                .containsEntry("key_id", 42L)
                .containsEntry("path", "/v1/chat\uFFFD")
                .containsEntry("status", 200);
    }

    @Test
    void whatIsRecordedLaterReplacesWhatWasKnownButNeverTheCharge() {
        assertThat(insert(row("r-2", Outcome.OK, 1L, 200, BigInteger.ONE))).isEqualTo(1);

        assertThat(insert(row("r-2", Outcome.TIMEOUT, null, null, BigInteger.TEN)))
                .isEqualTo(1);
        assertThat(row("r-2", Outcome.OK, 1L, 200, BigInteger.ONE).rider().required())
                .isFalse();
        assertThat(DATABASE.jdbc()
                        .sql("SELECT charge, outcome FROM usage WHERE request_id = 'r-2'")
                        .query()
                        .singleRow())
                .containsEntry("charge", BigDecimal.ONE)
                .containsEntry("outcome", "timeout");
    }

    @ParameterizedTest
    @EnumSource
    void theTableKnowsEveryOutcome(Outcome outcome) {
        assertThat(insert(row("r-" + outcome, outcome, null, null, BigInteger.ZERO)))
                .isEqualTo(1);
    }

    @Test
    void aNegativeChargeIsRefusedTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row("r-3", Outcome.OK, null, null, BigInteger.ONE.negate()));
        assertThatThrownBy(() -> DATABASE.jdbc()
                        .sql("UPDATE usage SET charge = -1 WHERE request_id = ?")
                        .param(insertedId())
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    private String insertedId() {
        insert(row("r-4", Outcome.OK, null, null, BigInteger.ZERO));
        return "r-4";
    }

    private static UsageRow row(
            String id, Outcome outcome, @Nullable Long firstTokenMs, @Nullable Integer status, BigInteger charge) {
        return new UsageRow(
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)),
                id,
                "wallet:0x01",
                "wallet-claude-messages",
                "claude",
                new TokenUsage(1, 2, 3, 4),
                5_678,
                firstTokenMs,
                outcome,
                status,
                charge,
                "MON",
                "claude-max-tokens",
                42L,
                "/v1/chat\0",
                200);
    }

    private static int insert(UsageRow row) {
        Rider rider = row.rider();
        return DATABASE.jdbc().sql(rider.sql()).params(rider.parameters()).update();
    }
}
