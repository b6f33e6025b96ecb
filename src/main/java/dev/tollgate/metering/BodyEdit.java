package dev.tollgate.metering;

import java.nio.charset.StandardCharsets;

/**
 * One change to a body; every other byte stays.
 *
 * @param from the first byte that is replaced
 * @param to the byte after the last one that is replaced; the same as {@code from} where nothing is
 * @param text what stands there instead, in ASCII
 */
record BodyEdit(int from, int to, String text) {

    byte[] applyTo(byte[] body) {
        byte[] inserted = text.getBytes(StandardCharsets.US_ASCII);
        byte[] edited = new byte[body.length - (to - from) + inserted.length];
        System.arraycopy(body, 0, edited, 0, from);
        System.arraycopy(inserted, 0, edited, from, inserted.length);
        System.arraycopy(body, to, edited, from + inserted.length, body.length - to);
        return edited;
    }
}
