package dev.tollgate.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server of this JVM, stopped by a shutdown hook of zonky's. */
final class TestServer {

    private static final String TEMPLATE = "tollgate_template";

    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    private TestServer(boolean durable) {
        String setting = durable ? "on" : "off";
        try {
            // zonky turns fsync off; of two equal options PostgreSQL takes the later one.
            postgres = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", setting)
                    .setServerConfig("synchronous_commit", setting)
                    .setServerConfig("full_page_writes", setting)
                    .setServerConfig("autovacuum_naptime", "10s")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestDatabase.execute(postgres.getPostgresDatabase(), "CREATE DATABASE " + TEMPLATE);
        TestDatabase.migrate(jdbcUrl(TEMPLATE));
    }

    static TestServer forgetful() {
        return Forgetful.SERVER;
    }

    static TestServer durable() {
        return Durable.SERVER;
    }

    String createDatabase() {
        String name = "test_" + databases.incrementAndGet();
        synchronized (this) { // PostgreSQL refuses to copy a template that another copy is reading
            TestDatabase.execute(postgres.getPostgresDatabase(), "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        }
        return name;
    }

    void dropDatabase(String name) {
        TestDatabase.execute(postgres.getPostgresDatabase(), "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    String jdbcUrl(String database) {
        return postgres.getJdbcUrl("postgres", database);
    }

    private static final class Forgetful {
        static final TestServer SERVER = new TestServer(false);
    }

    private static final class Durable {
        static final TestServer SERVER = new TestServer(true);
    }
}
