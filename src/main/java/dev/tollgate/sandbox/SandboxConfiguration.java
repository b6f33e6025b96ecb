package dev.tollgate.sandbox;

import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The stand-ins as beans for {@code routes/sandbox/}. */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
class SandboxConfiguration {

    @Bean
    ClaudeSandbox claudeSandbox(@Value("${tollgate.sandbox.claude-api-key:}") String apiKey) {
        return new ClaudeSandbox(apiKey, Clock.systemUTC());
    }

    @Bean
    UpstreamSandbox upstreamSandbox(@Value("${tollgate.sandbox.upstream-api-key:}") String apiKey) {
        return new UpstreamSandbox(apiKey, Clock.systemUTC());
    }

    @Bean
    EpaySandbox epaySandbox(
            @Value("${tollgate.payments.pid:}") String pid,
            @Value("${EPAY_KEY:}") String given,
            @Value("${tollgate.payments.key:}") String key,
            @Value("${tollgate.public-url:}") String publicUrl) {
        return new EpaySandbox(pid, given.isEmpty() ? key : "", publicUrl);
    }

    @Bean
    JpSandbox jpSandbox(@Value("${tollgate.jp-verify.token:}") String token) {
        return new JpSandbox(token);
    }
}
