package dev.tollgate.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestDatabaseTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @Test
    void isPostgreSql18AndMigrated() {
        assertThat(setting(DATABASE, "server_version")).startsWith("18.");
        assertThat(DATABASE.jdbc()
                        .sql("SELECT count(*) FROM flyway_schema_history WHERE success")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    void databasesDoNotSeeEachOther() {
        DATABASE.jdbc().sql("CREATE TABLE mine ()").update();
        try (var other = TestDatabase.create()) {
            assertThat(other.jdbc()
                            .sql("SELECT to_regclass('mine') IS NULL")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        }
    }

    @Test
    void durabilityIsThereWhereAskedFor() {
        try (var durable = TestDatabase.createDurable()) {
            assertThat(setting(durable, "fsync")).isEqualTo("on");
            assertThat(setting(durable, "synchronous_commit")).isEqualTo("on");
        }
        assertThat(setting(DATABASE, "fsync")).isEqualTo("off");
    }

    private static String setting(TestDatabase database, String name) {
        return database.jdbc().sql("SHOW " + name).query(String.class).single();
    }
}
