package dev.tollgate.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.metering.Outcome;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class UsageExportTest {

    private static final int MANY = 200_000;
    private static final long MAX_GROWTH_BYTES = 24 * 1024 * 1024; // the file has 40 MB

    private final Gateway gateway = Gateway.shared();
    private final JdbcClient jdbc = gateway.jdbc();
    private final ApiUser user = ApiUser.register(gateway);

    @Test
    void aFileHasALineOfNamesAndALineForEachCall() throws Exception {
        long key = UsageReportTest.key(user, "=cmd|'/c calc'!A1");
        Call call = Call.of("user:" + user.id(), key, "gpt-4");
        call.end(jdbc, Outcome.OK);

        HttpResponse<String> answer = user.get("/api/usage/export?from=2026-01-01&to=2026-12-31");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/csv;header=present;charset=utf-8");
        assertThat(answer.headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"usage-2026-01-01-2026-12-31.csv\"");
        assertThat(answer.body().lines().toList())
                .first()
                .isEqualTo("id,request_id,created_at,user_id,key_id,key_name,model,path,input_tokens,output_tokens,"
                        + "cache_write_tokens,cache_read_tokens,cost,price,latency_ms,first_token_ms,status,outcome");
        assertThat(records(answer.body())).singleElement().satisfies(row -> {
            assertThat(row.get("id")).isEqualTo(call.id().toString());
            assertThat(row.get("user_id")).isEqualTo(Long.toString(user.id()));
            assertThat(row.get("key_name")).isEqualTo("'=cmd|'/c calc'!A1");
            assertThat(row.get("cost")).isEqualTo("0.000005");
            assertThat(row.get("path")).isEqualTo("/v1/chat/completions");
            assertThat(row.get("status")).isEqualTo("200");
        });
    }

    @Test
    void noModelsNameBecomesAFormulaOrAnotherLine() throws Exception {
        List<String> nasty = List.of(
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "a,b",
                "say \"hi\"",
                "two\r\nlines",
                "\",=1+1",
                "模型",
                "'=quoted");
        for (String model : nasty) {
            Call.of("user:" + user.id(), null, model).end(jdbc, Outcome.OK);
        }

        List<String> models = records(user.get("/api/usage/export").body()).stream()
                .map(row -> row.get("model"))
                .toList();

        assertThat(models)
                .containsExactly(
                        "'=quoted",
                        "模型",
                        "\",=1+1",
                        "two\r\nlines",
                        "say \"hi\"",
                        "a,b",
                        "'\n=1",
                        "'\r=1",
                        "'\t=1",
                        "'@SUM(A1)",
                        "'-1",
                        "'+1",
                        "'=1+1");
    }

    @Test
    void anEmptyFileHasItsNames() throws Exception {
        assertThat(user.get("/api/usage/export?model=none").body().lines()).hasSize(1);
    }

    @Test
    void manyRowsAreWrittenInOrderWithoutBeingHeldInMemory() throws Exception {
        jdbc.sql("INSERT INTO usage (hold_id, request_id, owner, route, model, input_tokens, output_tokens,"
                        + " cache_write_tokens, cache_read_tokens, duration_ms, outcome, charge, asset, price, path)"
                        + " SELECT gen_random_uuid(), 'request-' || n, ?, 'r', 'm', n, 1, 0, 0, 1, 'ok', n, 'TOKEN', 'p',"
                        + " repeat('x', 80) FROM generate_series(1, ?) n")
                .params("user:" + user.id(), MANY)
                .update();
        var request = gateway.request("/api/usage/export", "Authorization", "Bearer " + user.token())
                .build();
        HttpResponse<java.io.InputStream> answer = gateway.http().send(request, BodyHandlers.ofInputStream());

        long sum = 0;
        long lines = 0;
        long firstBytes = 0;
        long mostBytes = 0;
        try (var reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                sum += Long.parseLong(line.split(",", -1)[8]);
                if (lines++ % 50_000 == 10_000) {
                    long used = usedBytes();
                    firstBytes = firstBytes == 0 ? used : firstBytes;
                    mostBytes = Math.max(mostBytes, used);
                }
            }
        }

        assertThat(lines).isEqualTo(MANY);
        assertThat(sum).isEqualTo(MANY * (MANY + 1L) / 2);
        assertThat(mostBytes - firstBytes).isLessThan(MAX_GROWTH_BYTES);
        jdbc.sql("DELETE FROM usage WHERE owner = ?").param("user:" + user.id()).update();
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static List<CSVRecord> records(String csv) throws java.io.IOException {
        return CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(csv))
                .getRecords();
    }
}
