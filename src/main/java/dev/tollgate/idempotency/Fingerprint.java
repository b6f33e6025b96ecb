package dev.tollgate.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a request is, in 32 bytes: two requests under one key must have the same.
 *
 * @param hex SHA-256 in lower-case hexadecimal
 */
public record Fingerprint(String hex) {

    /** Over method, path, query, content type and raw body, each with its length, so that no two of them can blur. */
    public static Fingerprint of(
            String method, String path, @Nullable String query, @Nullable String contentType, byte[] body) {
        MessageDigest digest = sha256();
        add(digest, method);
        add(digest, path);
        add(digest, query);
        add(digest, contentType);
        add(digest, body);
        return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
    }

    private static void add(MessageDigest digest, @Nullable String part) {
        if (part == null) {
            digest.update(length(-1));
        } else {
            add(digest, part.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(MessageDigest digest, byte[] part) {
        digest.update(length(part.length));
        digest.update(part);
    }

    private static byte[] length(int bytes) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(bytes).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
