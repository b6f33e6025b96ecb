package dev.tollgate.cover;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** An order's or a claim's name: 128 random bits. */
final class CoverId {

    private static final SecureRandom RANDOM = new SecureRandom();

    private CoverId() {}

    static UUID next() {
        return new UUID(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** Such as {@code order_00ff…}, with 32 hexadecimal digits. */
    static String text(String kind, UUID id) {
        HexFormat hex = HexFormat.of();
        return kind + "_" + hex.toHexDigits(id.getMostSignificantBits())
                + hex.toHexDigits(id.getLeastSignificantBits());
    }
}
