package dev.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0",
        "1, 1, 1",
        "0.1, 1, 1",
        "2.0000001, 1, 3",
        "10, 0.8, 8",
        "10, 0.85, 9",
        "1E+3, 0.001, 1",
        "3, 0.3333, 1",
    })
    void isRoundedUpOnceAfterTheDiscount(BigDecimal units, BigDecimal rate, BigInteger charged) {
        assertThat(Cost.of(units).units(rate)).isEqualTo(charged);
    }

    @Property
    void isNeverBelowTheExactAmountNorAUnitAboveIt(
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long millionths,
            @ForAll @IntRange(min = 1, max = 10_000) int tenThousandths) {
        BigDecimal exact = BigDecimal.valueOf(millionths, 6).multiply(BigDecimal.valueOf(tenThousandths, 4));

        BigInteger units = Cost.of(BigDecimal.valueOf(millionths, 6)).units(BigDecimal.valueOf(tenThousandths, 4));

        assertThat(new BigDecimal(units)).isEqualByComparingTo(exact.setScale(0, RoundingMode.CEILING));
    }

    @Test
    void isNotNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cost.of(BigDecimal.ONE.negate()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Cost(BigInteger.ONE, BigInteger.ZERO));
    }
}
