package dev.tollgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What application.yaml makes of the environment, by profile. */
class ApplicationYamlTest {

    private final ApplicationContextRunner sandbox =
            new ApplicationContextRunner().withInitializer(new ConfigDataApplicationContextInitializer());
    private final ApplicationContextRunner production = sandbox.withPropertyValues("spring.profiles.active=production");

    @Test
    void theSandboxPointsAtItsStandInByTheActualPort() {
        expect(sandbox, "tollgate.upstreams.claude.url", "http://127.0.0.1:8080/sandbox/claude/v1/messages");
        expect(sandbox, "tollgate.upstreams.claude.api-key", "sandbox-key");
        expect(
                sandbox.withPropertyValues("PORT=0", "local.server.port=40123"),
                "tollgate.upstreams.claude.url",
                "http://127.0.0.1:40123/sandbox/claude/v1/messages");
    }

    @Test
    void nothingSwitchesAnUpstreamOffAndAValueWins() {
        expect(sandbox.withPropertyValues("CLAUDE_BACKEND_URL="), "tollgate.upstreams.claude.url", "");
        expect(
                sandbox.withPropertyValues("CLAUDE_BACKEND_URL=https://llm.example/v1/messages"),
                "tollgate.upstreams.claude.url",
                "https://llm.example/v1/messages");
    }

    @Test
    void productionHasNoStandIns() {
        expect(production, "tollgate.upstreams.claude.url", "");
        expect(production, "tollgate.upstreams.claude.api-key", "");
        expect(production, "tollgate.evm.transit-wallet", "");
    }

    @Test
    void onlyProductionListensToTheWorld() {
        expect(sandbox, "server.address", "127.0.0.1");
        expect(production, "server.address", "0.0.0.0");
        expect(production.withPropertyValues("HOST=10.0.0.1"), "server.address", "10.0.0.1");
        expect(production, "management.server.address", "127.0.0.1");
    }

    private static void expect(ApplicationContextRunner runner, String property, String value) {
        runner.run(context ->
                assertThat(context.getEnvironment().getProperty(property)).isEqualTo(value));
    }
}
