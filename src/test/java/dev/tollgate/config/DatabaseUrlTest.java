package dev.tollgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "jdbc:postgresql://db:5433/t?sslmode=require, jdbc:postgresql://db:5433/t?sslmode=require, -, -",
                "'jdbc:postgresql://a:1,b:2/t', 'jdbc:postgresql://a:1,b:2/t', -, -",
                "postgresql://ada:pw@db/t, jdbc:postgresql://db/t, ada, pw",
                "postgres://ada:pw@db:5433/t, jdbc:postgresql://db:5433/t, ada, pw",
                "postgresql+asyncpg://ada:pw@db:5432/t?ssl=true, jdbc:postgresql://db:5432/t?ssl=true, ada, pw",
                "postgresql+psycopg2://ada@db/t, jdbc:postgresql://db/t, ada, -",
                "POSTGRESQL://db/t, jdbc:postgresql://db/t, -, -",
                "postgresql://a%40b:p%3Aw%2F+1@db/t, jdbc:postgresql://db/t, a@b, p:w/+1",
                "postgresql://ada:p:w@db/t, jdbc:postgresql://db/t, ada, p:w",
                "postgresql://ada:@db/t, jdbc:postgresql://db/t, ada, ''",
                "postgresql://ada:pw@[::1]:5432/t, jdbc:postgresql://[::1]:5432/t, ada, pw",
            })
    void readsEveryFormPeopleHave(String value, String jdbcUrl, String user, String password) {
        DatabaseUrl url = DatabaseUrl.parse(value);
        assertThat(url.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(url.user()).isEqualTo(user);
        assertThat(url.password()).isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite+aiosqlite:///./apihub.db, sqlite",
        "sqlite:///tmp/x.db, sqlite",
        "mysql://root:s3cret@db/t, mysql",
        "mysql+pymysql://root:s3cret@db/t, mysql",
        "jdbc:mysql://db/t?password=s3cret, mysql",
        "jdbc:h2:mem:x, h2",
    })
    void refusesOtherDatabasesAndSaysWhatToWrite(String value, String named) {
        assertThatThrownBy(() -> DatabaseUrl.parse(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names " + named)
                .hasMessageContaining("postgresql://user:password@host:5432/database")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "s3cret",
        "postgresql://ada:s3c#ret@db/t",
        "postgresql://ada:s3c ret@db/t",
        "postgresql://ada:s3cret@db",
        "postgresql:///t",
        "postgresql://ada:s3cret@/t",
    })
    void refusesWhatNamesNoDatabaseWithoutRepeatingIt(String value) {
        assertThatThrownBy(() -> DatabaseUrl.parse(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postgresql://user:password@host:5432/database")
                .hasMessageNotContaining("s3c");
    }

    @Test
    void userAndPasswordOfTheirOwnWinOverThoseInTheUrl() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://ada:pw@db/t");
        var given = new GivenDatabase(url, new DatabaseSettings("", "bob", "other"));
        assertThat(given.getUsername()).isEqualTo("bob");
        assertThat(given.getPassword()).isEqualTo("other");
        var notGiven = new GivenDatabase(url, new DatabaseSettings("", "", ""));
        assertThat(notGiven.getUsername()).isEqualTo("ada");
        assertThat(notGiven.getPassword()).isEqualTo("pw");
    }

    @Test
    void neverShowsItself() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://ada:s3cret@db/t");
        assertThat(url.toString()).doesNotContain("s3cret");
        assertThat(new GivenDatabase(url, new DatabaseSettings("", "", "s3cret")).toString())
                .doesNotContain("s3cret");
    }
}
