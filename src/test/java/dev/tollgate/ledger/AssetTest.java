package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.0",
        "1.0, 1000000000000000000, 1.0",
        "0.049152, 49152000000000000, 0.049152",
        "0.000000000000000001, 1, 0.000000000000000001",
        "1000000, 1000000000000000000000000, 1000000.0",
        "007.50, 7500000000000000000, 7.5",
    })
    void readsAndWritesDecimals(String text, BigInteger units, String written) {
        assertThat(Asset.MON.parse(text)).isEqualTo(units);
        assertThat(Asset.MON.format(units)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 ",
                " 1",
                "+1",
                "-1",
                "1e3",
                "1E999999",
                "NaN",
                "Infinity",
                "0x10",
                ".5",
                "5.",
                "1.2.3",
                "1,5",
                "1_000",
                "１",
                "٣",
                "1\n",
                "0.0000000000000000001",
                "1.0000000000000000000"
            })
    void refusesWhatIsNoPlainDecimalOfTheAsset(String text) {
        assertThatThrownBy(() -> Asset.MON.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMoreThanTheBooksHold() {
        assertThat(new Asset("X", 0).parse("9".repeat(78))).isEqualTo(Amounts.MAX);
        for (String tooLarge : List.of("1" + "0".repeat(78), "9".repeat(5_000_000))) {
            assertThatThrownBy(() -> new Asset("X", 0).parse(tooLarge)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void writesAssetsWithoutDecimalsWithOne() {
        assertThat(Asset.of("CREDIT").format(BigInteger.valueOf(1500))).isEqualTo("1500.0");
        assertThat(Asset.of("CNY").format(BigInteger.valueOf(-1500))).isEqualTo("-15.0");
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadBack(@ForAll @BigRange(min = "0", max = "1e60") BigInteger units) {
        assertThat(Asset.MON.parse(Asset.MON.format(units))).isEqualTo(units);
    }
}
