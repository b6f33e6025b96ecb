package dev.tollgate.sandbox;

import java.util.HexFormat;
import java.util.zip.CRC32;

/** Ids that look like those of the real services, and are the same for the same request. */
final class SandboxId {

    private SandboxId() {}

    /** What stands behind the prefix of an id, such as {@code sandbox81e416d1}. */
    static String of(byte[] request) {
        CRC32 checksum = new CRC32();
        checksum.update(request);
        return "sandbox" + HexFormat.of().toHexDigits((int) checksum.getValue());
    }
}
