package dev.tollgate.routes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * One file that routes are made of: a route file, a Kamelet, a query or a request's schema.
 *
 * @param file from the working folder on, with forward slashes, such as {@code routes/wallet/wallet-health.camel.yaml}
 * @param path from the folder of its routes on, such as {@code wallet/wallet-health.camel.yaml}
 * @param text the whole file
 */
public record SourceFile(String file, String path, String text) {

    private static final int VERSION_LENGTH = 8;
    private static final Pattern SCHEMA = Pattern.compile("[^/]+/schema/[^/]+\\.json");

    /** A short hash of texts: equal for equal ones, in the same order. */
    static String version(Iterable<String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it holds routes or route configurations. */
    public boolean isRoutes() {
        return path.endsWith(RouteFile.ROUTE_SUFFIX);
    }

    public boolean isKamelet() {
        return path.endsWith(RouteFile.KAMELET_SUFFIX);
    }

    public boolean isSql() {
        return path.endsWith(".sql");
    }

    /** Whether it describes request bodies: {@code <folder>/schema/<name>.json}. */
    public boolean isSchema() {
        return SCHEMA.matcher(path).matches();
    }

    /** The name by which steps know a schema, {@code <folder>/<name>}. */
    public String schemaName() {
        return path.replaceFirst("/schema/", "/").replaceFirst("\\.json$", "");
    }
}
