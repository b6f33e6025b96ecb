package dev.tollgate.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says in the log, once everything runs, that this is the sandbox and what to try next. */
@Component
@Profile("sandbox")
class SandboxWelcome {

    private static final Logger log = LoggerFactory.getLogger(SandboxWelcome.class);

    private static final String TEXT = """

            Tollgate's SANDBOX is up: no account, no real money, stand-ins for every upstream.
            It believes whoever calls it. Not for production: SPRING_PROFILES_ACTIVE=production asks for what that needs.

            Try next, in another terminal:

              # 1. Give a wallet 1 MON
              curl -s {url}/internal/recharge -H 'Content-Type: application/json' \\
                -d '{"user_address":"{wallet}","amount":"1.0","client_type":"x402-gateway"}'

              # 2. Ask Claude (a stand-in), as JSON
              curl -s {url}/api/v1/claude/messages -H 'Content-Type: application/json' \\
                -H 'X-User-Address: {wallet}' \\
                -d '{"model":"claude-3-5-sonnet-20241022","max_tokens":4096,"messages":[{"role":"user","content":"Hello!"}]}'

              # 3. Ask again, as a stream
              curl -sN {url}/api/v1/claude/messages -H 'Content-Type: application/json' \\
                -H 'X-User-Address: {wallet}' \\
                -d '{"model":"claude-3-5-sonnet-20241022","max_tokens":4096,"stream":true,"messages":[{"role":"user","content":"Hello!"}]}'

              # 4. See what is left
              curl -s {url}/api/v1/balance/{wallet}

              # 5. A wallet without money gets a 402
              curl -s {url}/api/v1/claude/messages -H 'Content-Type: application/json' \\
                -H 'X-User-Address: {poor}' \\
                -d '{"model":"claude-3-5-sonnet-20241022","max_tokens":4096,"messages":[{"role":"user","content":"Hello!"}]}'

              # 6. Sell API keys for {url}/v1/chat/completions:
              #    README.md signs in as the admin, makes a key and calls with it

            API documents: {url}/docs   Health and metrics: {management}/actuator
            """;

    private final Environment environment;

    SandboxWelcome(Environment environment) {
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void welcome() {
        log.info(text());
    }

    private String text() {
        String host = "http://127.0.0.1:";
        return TEXT.replace("{url}", host + port("local.server.port", "server.port"))
                .replace("{management}", host + port("local.management.port", "management.server.port"))
                .replace("{poor}", "0x0000000000000000000000000000000000000402")
                .replace("{wallet}", "0x1234567890abcdef1234567890abcdef12345678");
    }

    private String port(String actual, String configured) {
        return environment.getProperty(actual, environment.getProperty(configured, ""));
    }
}
