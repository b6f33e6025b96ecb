package dev.tollgate.config;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Where the verification server is: our token goes there, so nobody may listen on the way. */
final class VerifierUrl {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

    private VerifierUrl() {}

    /** The line about it, which doesn't quote it: there may be a password in it. */
    static Optional<String> problemIn(Environment environment) {
        String url = environment.getProperty("tollgate.jp-verify.url", "").strip();
        boolean sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
        if (url.isEmpty() || isGood(url, sandbox)) {
            return Optional.empty();
        }
        return Optional.of("JP_VERIFY_URL must be an https URL without user name, query or fragment"
                + (sandbox ? ", or an http one on loopback" : "; plain http would give JP_VERIFY_TOKEN away"));
    }

    private static boolean isGood(String url, boolean sandbox) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && ("https".equalsIgnoreCase(uri.getScheme()) || (sandbox && isPlainLoopback(uri)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isPlainLoopback(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme())
                && LOOPBACK.matcher(uri.getHost()).matches();
    }
}
