package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** Where below an upstream's URL a request goes. The URL may end in {@code /v1} or not, and in a slash or not. */
final class UpstreamPath {

    private static final String VERSION = "/v1";

    private UpstreamPath() {}

    /**
     * Path and query of the request line.
     *
     * @param path decoded, from its slash on, such as {@code /v1/models}; empty for the URL itself, as it is
     * @param query as it is sent, after the URL's own
     * @throws Refusal 404 if the path leads upwards
     */
    static String target(URI url, String path, @Nullable String query) {
        String base = url.getRawPath();
        String joined = path.isEmpty() ? base : join(base, path);
        String all = queries(url.getRawQuery(), query);
        return (joined.isEmpty() ? "/" : joined) + (all.isEmpty() ? "" : "?" + all);
    }

    private static String join(String base, String path) {
        if (!path.startsWith("/") || leadsUpwards(path)) {
            throw Refusal.notFound("Not Found");
        }
        String below = withoutSlashesAtEnd(base);
        boolean versionTwice = below.endsWith(VERSION) && (path.equals(VERSION) || path.startsWith(VERSION + "/"));
        String root = versionTwice ? below.substring(0, below.length() - VERSION.length()) : below;
        return root + UriUtils.encodePath(path, StandardCharsets.UTF_8);
    }

    /** Without a regular expression: every call comes by here. */
    private static String withoutSlashesAtEnd(String base) {
        int end = base.length();
        while (end > 0 && base.charAt(end - 1) == '/') {
            end--;
        }
        return base.substring(0, end);
    }

    /** Of a path that begins with a slash; few have a segment that begins with a dot, and need to be cut. */
    private static boolean leadsUpwards(String path) {
        if (!path.contains("/.")) {
            return false;
        }
        List<String> segments = List.of(path.split("/", -1));
        return segments.contains("..") || segments.contains(".");
    }

    private static String queries(@Nullable String ofUrl, @Nullable String ofClient) {
        if (ofUrl == null || ofUrl.isEmpty()) {
            return ofClient == null ? "" : ofClient;
        }
        return ofClient == null || ofClient.isEmpty() ? ofUrl : ofUrl + "&" + ofClient;
    }
}
