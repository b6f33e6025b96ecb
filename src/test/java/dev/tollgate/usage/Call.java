package dev.tollgate.usage;

import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.TokenUsage;
import dev.tollgate.metering.UsageRow;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A call whose usage row tests write as the application does. */
record Call(UUID id, String owner, @Nullable Long keyId, String model) {

    static Call of(String owner, @Nullable Long keyId, String model) {
        return new Call(UUID.randomUUID(), owner, keyId, model);
    }

    /** With 1, 2, 3 and 4 tokens, 100 ms, 10 ms to the first, and a charge of 5 millionths. */
    UsageRow ended(Outcome outcome) {
        return row(outcome, new TokenUsage(1, 2, 3, 4), 100, 10L);
    }

    UsageRow row(Outcome outcome, TokenUsage tokens, long durationMs, @Nullable Long firstTokenMs) {
        return new UsageRow(
                id,
                "request-" + id,
                owner,
                "apihub-proxy",
                model,
                tokens,
                durationMs,
                firstTokenMs,
                outcome,
                200,
                BigInteger.valueOf(5),
                "TOKEN",
                "book-1",
                keyId,
                "/v1/chat/completions",
                200);
    }

    /** @param replica the process that will end it */
    void begin(JdbcClient jdbc, UUID replica) {
        var rider = row(Outcome.IN_PROGRESS, TokenUsage.NONE, 1, null).beginning(replica);
        jdbc.sql(rider.sql()).params(rider.parameters()).update();
    }

    void end(JdbcClient jdbc, Outcome outcome) {
        write(jdbc, ended(outcome));
    }

    static void write(JdbcClient jdbc, UsageRow row) {
        var rider = row.rider();
        jdbc.sql(rider.sql()).params(rider.parameters()).update();
    }
}
