package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.ResolveEndpointFailedException;
import org.junit.jupiter.api.Test;

/** What operators read of Camel's messages, which quote parameters that may have been secrets. */
class RouteNotBuiltTest {

    @Test
    void unknownParametersAreNamedAndNotQuoted() {
        assertThat(reason(new ResolveEndpointFailedException(
                        "log:x?lvel=hidden1&pin=hidden2",
                        "2 parameters. Unknown parameters=[{lvel=hidden1, pin=hidden2}]")))
                .isEqualTo("what Camel can build; Failed to resolve endpoint: log:x due to: 2 parameters."
                        + " Unknown parameters: lvel, pin");
    }

    @Test
    void valuesOfTheWrongTypeAreNotQuoted() {
        assertThat(reason(new NumberFormatException("For input string: hidden1")))
                .isEqualTo("what Camel can build; For input string: ***");
    }

    @Test
    void whatLooksLikeASecretIsCut() {
        assertThat(reason(new IllegalArgumentException("no such option password=hidden1")))
                .doesNotContain("hidden")
                .contains("no such option");
    }

    private static String reason(Exception cause) {
        return String.valueOf(
                new RouteNotBuilt("routes/one.camel.yaml", new IllegalStateException(cause)).getMessage());
    }
}
