package dev.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenUsageTest {

    @Test
    void addsItsFourNumbers() {
        assertThat(new TokenUsage(1, 20, 300, 4000).total()).isEqualTo(4321);
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenUsage(-1, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenUsage(0, -1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenUsage(0, 0, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenUsage(0, 0, 0, -1));
    }

    @Test
    void doesNotOverflow() {
        TokenUsage usage = new TokenUsage(Long.MAX_VALUE, 1, 0, 0);

        assertThatThrownBy(usage::total).isInstanceOf(ArithmeticException.class);
    }
}
