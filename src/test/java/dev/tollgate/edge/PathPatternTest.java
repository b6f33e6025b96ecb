package dev.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @Test
    void aLiteralMatchesItselfAlone() {
        PathPattern health = new PathPattern("/health", false);

        assertThat(health.isLiteral()).isTrue();
        assertThat(health.match("/health")).isEmpty();
        assertThat(health.match("/health/")).isNull();
        assertThat(health.match("/Health")).isNull();
    }

    @Test
    void aVariableTakesOneSegment() {
        PathPattern claim = new PathPattern("/claim/{id}/lines/{line}", false);

        assertThat(claim.isLiteral()).isFalse();
        assertThat(claim.match("/claim/7/lines/x y")).isEqualTo(Map.of("id", "7", "line", "x y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/claim", "/claim/", "/claim/7/8", "/claim/7/", "/claims/7", "/", ""})
    void aVariableTakesNeitherNothingNorMore(String path) {
        assertThat(new PathPattern("/claim/{id}", false).match(path)).isNull();
    }

    @Test
    void aPrefixTakesTheRest() {
        PathPattern claude = new PathPattern("/claude", true);

        assertThat(claude.isLiteral()).isFalse();
        assertThat(claude.match("/claude/v1/messages")).isEqualTo(Map.of("rest", "v1/messages"));
        assertThat(claude.match("/claude")).isEqualTo(Map.of("rest", ""));
        assertThat(claude.match("/claudette/v1")).isNull();
    }

    @Test
    void theRootAsAPrefixTakesEverything() {
        assertThat(new PathPattern("/", true).match("/a/b")).isEqualTo(Map.of("rest", "a/b"));
    }

    @Test
    void moreLiteralSegmentsComeFirstAndPrefixesLast() {
        PathPattern twoLiterals = new PathPattern("/a/b/{x}", false);
        PathPattern oneLiteral = new PathPattern("/a/{x}/{y}", false);
        PathPattern longPrefix = new PathPattern("/a/b", true);
        PathPattern shortPrefix = new PathPattern("/a", true);

        assertThat(Stream.of(shortPrefix, oneLiteral, longPrefix, twoLiterals).sorted())
                .containsExactly(twoLiterals, oneLiteral, longPrefix, shortPrefix);
    }

    @Test
    void likenessIgnoresTheNamesOfVariablesOnly() {
        PathPattern byId = new PathPattern("/orders/{id}", false);

        assertThat(byId.isLike(new PathPattern("/orders/{number}", false))).isTrue();
        assertThat(byId.isLike(new PathPattern("/claims/{id}", false))).isFalse();
        assertThat(byId.isLike(new PathPattern("/orders/{id}", true))).isFalse();
        assertThat(byId.isLike(new PathPattern("/{orders}/{id}", false))).isFalse();
    }
}
