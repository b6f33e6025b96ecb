package dev.tollgate.quota;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A clock in the database that tests set. */
final class DatabaseClock {

    private final JdbcClient jdbc;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
        jdbc.sql("CREATE TABLE IF NOT EXISTS test_clock (now timestamptz)").update();
        jdbc.sql("CREATE OR REPLACE FUNCTION test_now() RETURNS timestamptz LANGUAGE sql VOLATILE"
                        + " AS 'SELECT now FROM test_clock'")
                .update();
        jdbc.sql("DELETE FROM test_clock").update();
        jdbc.sql("INSERT INTO test_clock VALUES (NULL)").update();
    }

    void set(String instant) {
        set(Instant.parse(instant));
    }

    void set(Instant instant) {
        jdbc.sql("UPDATE test_clock SET now = cast(? AS timestamptz)")
                .param(instant.toString())
                .update();
    }

    BusinessDay days(String zone) {
        return new BusinessDay(zone, "test_now()");
    }
}
