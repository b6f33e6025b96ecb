package dev.tollgate.apihub;

import static dev.tollgate.apihub.Proxy.price;
import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.apihub.Proxy.Call;
import dev.tollgate.apihub.Proxy.Client;
import dev.tollgate.apihub.Received.Tokens;
import dev.tollgate.metering.InputTokenEstimate;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.ReceivedRequest;
import dev.tollgate.testing.ReceivedRequest.Outcome;
import dev.tollgate.wallet.StreamClient;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All that {@code src/docs/sandbox.md} can make an upstream do, an upstream that may be silent for a second: what the
 * client gets of it, what that costs to the millionth, and that nothing stays held.
 */
class ProxyTroubleTest {

    /** What goes on to a good end; a stream's positions are the same on all paths. */
    private static final List<String> WHOLE = List.of(
            "sandbox",
            "sandbox-events-5",
            "sandbox-events-4-every-30ms",
            "sandbox-events-2-slow",
            "sandbox-stall-for-300ms",
            "sandbox-stall-after-0-for-300ms",
            "sandbox-stall-after-3-for-300ms",
            "sandbox-no-usage",
            "sandbox-usage-twice",
            "sandbox-ping-first",
            "sandbox-split");

    private static Proxy proxy;
    private static ApiUser user;

    private Client client;
    private BigInteger before;

    @BeforeAll
    static void start() {
        proxy = Proxy.start(Map.of("tollgate.upstreams.apihub.timeout-ms", "1000"));
        user = ApiUser.register(proxy.gateway());
        proxy.recharge(user, "1000");
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @BeforeEach
    void newKey() {
        client = proxy.client(user, "");
        before = proxy.balance(user);
    }

    static Stream<Arguments> wholeAnswers() {
        return Stream.of(Wire.values()).flatMap(wire -> WHOLE.stream().map(model -> Arguments.of(wire, model)));
    }

    @ParameterizedTest
    @MethodSource("wholeAnswers")
    void aWholeAnswerIsPaidByItsUsage(Wire wire, String model) throws Exception {
        String question = wire.question(model, false);
        HttpResponse<String> answer = proxy.post(client, wire.path, question);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertSettled(wire, question, Received.json(answer.body()), "ok");
    }

    static Stream<Arguments> wholeStreams() {
        return Stream.of(Wire.values())
                .flatMap(wire -> Stream.concat(
                                WHOLE.stream(), Stream.of("sandbox-malformed", "sandbox-malformed-after-6"))
                        .map(model -> Arguments.of(wire, model)));
    }

    @ParameterizedTest
    @MethodSource("wholeStreams")
    void aWholeStreamIsPaidByItsUsage(Wire wire, String model) {
        String question = wire.question(model, true);
        HttpResponse<String> answer = proxy.post(client, wire.path, question);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Received received = Received.stream(answer.body());
        assertThat(received.lastEvent())
                .contains(
                        switch (wire) {
                            case CHAT, COMPLETIONS -> "data: [DONE]";
                            case RESPONSES -> "event: response.completed";
                            case MESSAGES -> "event: message_stop";
                        });
        assertThat(answer.body()).doesNotContain("\"error\":{");
        assertSettled(wire, question, received, "ok");
    }

    /** Who doesn't ask for the usage doesn't see it, and pays the same. */
    @ParameterizedTest
    @EnumSource(names = {"CHAT", "COMPLETIONS"})
    void whatTheClientSeesOfTheUsageChangesNothing(Wire wire) {
        for (String model :
                List.of("sandbox-usage-twice", "sandbox-events-8-cut-after-11", "sandbox-events-8-cut-after-4")) {
            Client other = proxy.client(user, "");
            proxy.post(client, wire.path, wire.question(model, true));
            String blind = proxy.post(other, wire.path, wire.question(model, ", \"stream\": true"))
                    .body();

            assertThat(blind).doesNotContain("_tokens");
            assertThat(proxy.call(other)).isEqualTo(proxy.call(client));
            client = proxy.client(user, "");
        }
    }

    static Stream<Arguments> failures() {
        List<Arguments> failures = new ArrayList<>();
        for (Wire wire : Wire.values()) {
            for (boolean stream : List.of(false, true)) {
                failures.add(failure(wire, stream, "sandbox-cut", 502, "upstream_error"));
                failures.add(failure(wire, stream, "sandbox-cut-after-0", 502, "upstream_error"));
                failures.add(failure(wire, stream, "sandbox-stall", 504, "upstream_timeout"));
                failures.add(failure(wire, stream, "sandbox-stall-after-0", 504, "upstream_timeout"));
                failures.add(failure(wire, stream, "sandbox-stall-for-200ms-500", 502, "upstream_error"));
                if (wire == Wire.CHAT || !stream) {
                    addStatuses(failures, wire, stream);
                }
            }
            failures.add(failure(wire, false, "sandbox-cut-after-1", 502, "upstream_error"));
            failures.add(failure(wire, false, "sandbox-stall-after-7", 504, "upstream_timeout"));
            failures.add(failure(wire, false, "sandbox-malformed", 502, "upstream_error"));
            failures.add(failure(wire, false, "sandbox-malformed-after-2", 502, "upstream_error"));
            failures.add(failure(wire, false, "sandbox-error-first", 503, "upstream_overloaded"));
            failures.add(failure(wire, false, "sandbox-error-after-3", 503, "upstream_overloaded"));
            failures.add(failure(wire, true, "sandbox-error-first", 502, "upstream_error"));
            failures.add(failure(wire, true, "sandbox-ping-first-cut-after-1", 502, "upstream_error"));
            failures.add(failure(wire, true, "sandbox-ping-first-stall-after-1", 504, "upstream_timeout"));
            failures.add(failure(wire, true, "sandbox-ping-first-error-after-1", 502, "upstream_error"));
        }
        return failures.stream();
    }

    /** Not all 200 of them. */
    private static void addStatuses(List<Arguments> failures, Wire wire, boolean stream) {
        for (int status : List.of(401, 402, 403, 407)) {
            failures.add(failure(wire, stream, "sandbox-" + status, 502, "upstream_refused_us"));
        }
        for (int status : List.of(409, 500, 504, 599)) {
            failures.add(failure(wire, stream, "sandbox-" + status, 502, "upstream_error"));
        }
        for (int status : List.of(503, 529)) {
            failures.add(failure(wire, stream, "sandbox-" + status, 503, "upstream_overloaded"));
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatNeverBeganIsAnErrorAndFree(Wire wire, boolean stream, String model, int status, String code) {
        HttpResponse<String> answer = proxy.post(client, wire.path, wire.question(model, stream));

        JsonNode error = expect(status, answer).path("error");
        if (wire == Wire.MESSAGES) {
            assertThat(error.path("type").asText())
                    .isEqualTo(
                            switch (status) {
                                case 503 -> "overloaded_error";
                                case 504 -> "timeout_error";
                                default -> "api_error";
                            });
        } else {
            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(error.path("type").asText()).isEqualTo("server_error");
        }
        assertThat(answer.headers().firstValue("retry-after"))
                .hasValue(
                        model.matches("sandbox-(503|529|error-.*)") && !stream || model.matches("sandbox-5[02][39]")
                                ? "7"
                                : "5");
        assertThat(error.path("message").asText()).doesNotContain("sandbox was asked"); // the upstream's words
        assertFree(wire, model, status == 504 ? "timeout" : "upstream_error", status);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(Wire.values())
                .flatMap(wire -> Stream.of("sandbox-400", "sandbox-404", "sandbox-413", "sandbox-422", "sandbox-429")
                        .flatMap(
                                model -> Stream.of(Arguments.of(wire, false, model), Arguments.of(wire, true, model))));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatTheClientCanMendPassesInTheUpstreamsWordsAndIsFree(Wire wire, boolean stream, String model) {
        int status = Integer.parseInt(model.substring("sandbox-".length()));
        String question = wire.question(model, stream);
        HttpResponse<String> answer = proxy.post(client, wire.path, question);
        HttpResponse<String> words = direct(wire, question);

        assertThat(answer.statusCode()).isEqualTo(status).isEqualTo(words.statusCode());
        assertThat(answer.body()).isEqualTo(words.body()).contains("error");
        assertThat(answer.headers().firstValue("retry-after"))
                .isEqualTo(words.headers().firstValue("retry-after"));
        assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 429);
        assertFree(wire, model, "upstream_error", status);
    }

    @Test
    void aModelThatTheUpstreamDoesNotKnowIsNotFoundInItsWords() {
        String question = Wire.CHAT.question("sandbox-of-another-kind", false);

        HttpResponse<String> answer = proxy.post(client, Wire.CHAT.path, question);

        assertThat(expect(404, answer).at("/error/code").asText()).isEqualTo("model_not_found");
        assertThat(answer.body()).isEqualTo(direct(Wire.CHAT, question).body());
        assertFree(Wire.CHAT, "sandbox-of-another-kind", "upstream_error", 404);
    }

    static Stream<Arguments> broken() {
        List<Arguments> broken = new ArrayList<>();
        for (Wire wire : Wire.values()) {
            int text = wire.eventsBeforeText;
            int all = 8 + wire.eventsBesideText;
            // With a word or three, before the first, after the last, and without the very end alone.
            for (int after : List.of(Math.max(1, text), text + 1, text + 3, text + 8, all - 1)) {
                broken.add(Arguments.of(wire, "sandbox-events-8-cut-after-" + after, after, "upstream_error"));
            }
            broken.add(
                    Arguments.of(wire, "sandbox-events-8-split-cut-after-" + (text + 2), text + 2, "upstream_error"));
            broken.add(Arguments.of(wire, "sandbox-events-8-stall-after-" + (text + 2), text + 2, "timeout"));
            broken.add(
                    Arguments.of(wire, "sandbox-events-8-ping-first-stall-after-" + (text + 5), text + 5, "timeout"));
        }
        return broken.stream();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aStreamThatBreaksOffEndsInAnErrorAndIsPaidAsFarAsItCame(Wire wire, String model, int after, String outcome) {
        String question = wire.question(model, true);
        HttpResponse<String> answer = proxy.post(client, wire.path, question);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Received received = Received.stream(answer.body());
        int swallowed = model.contains("ping-first") ? 1 : 0; // before the beginning a ping is nobody's business
        assertThat(received.events()).hasSize(after - swallowed + 1);
        assertThat(received.lastEvent())
                .isEqualTo(wire.brokenOff(
                        outcome.equals("timeout"), received.events().size() - 1));
        assertThat(answer.body()).endsWith("\n\n").doesNotContain("[DONE]");
        assertSettled(wire, question, received, outcome);
    }

    static Stream<Arguments> erring() {
        List<Arguments> erring = new ArrayList<>();
        for (Wire wire : Wire.values()) {
            for (int after : List.of(Math.max(1, wire.eventsBeforeText), wire.eventsBeforeText + 4)) {
                erring.add(Arguments.of(wire, after));
            }
        }
        return erring.stream();
    }

    @ParameterizedTest
    @MethodSource("erring")
    void anErrorOfTheUpstreamEndsTheStreamInItsWords(Wire wire, int after) {
        String question = wire.question("sandbox-events-8-error-after-" + after, true);
        HttpResponse<String> answer = proxy.post(client, wire.path, question);

        assertThat(answer.body()).isEqualTo(direct(wire, question).body());
        Received received = Received.stream(answer.body());
        assertThat(received.events()).hasSize(after + 1);
        assertThat(received.lastEvent()).contains("verloaded");
        assertSettled(wire, question, received, "upstream_error");
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesAwayStopsTheUpstreamAndPaysForWhatCame(Wire wire) throws Exception {
        String question = wire.question("sandbox-events-500-every-20ms", true).replace("100", "1000");
        StreamClient stream = StreamClient.post(
                proxy.gateway().url() + wire.path,
                question,
                "",
                "Authorization",
                "Bearer " + client.key(),
                "anthropic-version",
                "2023-06-01");
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < wire.eventsBeforeText + 10; i++) {
            seen.append(stream.event());
        }
        stream.reset();

        ReceivedRequest asked = proxy.upstream().requests().stream()
                .filter(request -> request.text().contains("sandbox-events-500-every-20ms")
                        && request.path().equals(wire.path))
                .findFirst()
                .orElseThrow();
        assertThat(asked.outcome().get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.CLIENT_GONE);
        Call call = proxy.call(client);
        Received received = Received.stream(seen.toString());
        long heard = received.textTokens();
        assertThat(heard).isGreaterThan(5);
        assertThat(call.outcome()).isEqualTo("client_abort");
        assertThat(call.output()).isBetween(heard, heard + 200);
        assertThat(call.input())
                .isEqualTo(received.toPay(() -> estimate(wire, question)).input());
        assertBooked(call, price(call.input(), 0, call.output()));
    }

    /** What the upstream would have answered without us. */
    private static HttpResponse<String> direct(Wire wire, String question) {
        return proxy.gateway()
                .post(
                        proxy.upstream().url() + wire.path,
                        question,
                        "Authorization",
                        "Bearer anything",
                        "anthropic-version",
                        "2023-06-01");
    }

    private void assertSettled(Wire wire, String question, Received received, String outcome) {
        Tokens tokens = received.toPay(() -> estimate(wire, question));
        Call call = proxy.call(client);
        BigInteger charge = price(tokens.input(), tokens.cached(), tokens.output());
        assertThat(call)
                .isEqualTo(new Call(
                        wire.read(question).model(),
                        wire.path,
                        tokens.input(),
                        tokens.cached(),
                        0,
                        tokens.output(),
                        outcome,
                        200,
                        charge,
                        call.price()));
        assertBooked(call, charge);
    }

    private void assertFree(Wire wire, String model, String outcome, int status) {
        Call call = proxy.call(client);
        assertThat(call)
                .isEqualTo(new Call(model, wire.path, 0, 0, 0, 0, outcome, status, BigInteger.ZERO, call.price()));
        assertBooked(call, BigInteger.ZERO);
    }

    private void assertBooked(Call call, BigInteger charge) {
        assertThat(call.charge()).isEqualTo(charge);
        assertThat(proxy.balance(user)).isEqualTo(before.subtract(charge));
        assertThat(proxy.openHolds(user)).isZero();
        long tokens = call.input() + call.cacheRead() + call.cacheWrite() + call.output();
        assertThat(allowance())
                .isEqualTo("tokens " + tokens + " used, 0 held; cost " + charge + " used, 0 held; 1 calls");
    }

    private String allowance() {
        return proxy.gateway()
                .jdbc()
                .sql(
                        "SELECT format('tokens %s used, %s held; cost %s used, %s held; %s calls', tokens_used, tokens_held,"
                                + " cost_used, cost_held, calls) FROM allowance WHERE subject = ?")
                .param("key:" + client.keyId())
                .query(String.class)
                .single();
    }

    private static long estimate(Wire wire, String question) {
        return proxy.gateway().application().getBean(InputTokenEstimate.class).tokens(wire.read(question));
    }

    private static Arguments failure(Wire wire, boolean stream, String model, int status, String code) {
        return Arguments.of(wire, stream, model, status, code);
    }
}
