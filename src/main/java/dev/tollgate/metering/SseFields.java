package dev.tollgate.metering;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The name and the data of one server-sent event.
 *
 * <p>Data of one line, which is what Claude sends, stays where it is; only data of several lines is copied together.
 */
final class SseFields {

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);

    private @Nullable String name;
    private byte[] data;
    private int dataFrom;
    private int dataTo = -1;
    private @Nullable ByteArrayOutputStream joined;

    private SseFields(byte[] buffer) {
        this.data = buffer;
    }

    static SseFields of(byte[] buffer, int from, int to) {
        SseFields fields = new SseFields(buffer);
        int line = skipByteOrderMark(buffer, from, to);
        while (line < to) {
            int lineEnd = line;
            while (lineEnd < to && buffer[lineEnd] != '\n' && buffer[lineEnd] != '\r') {
                lineEnd++;
            }
            fields.takeLine(buffer, line, lineEnd);
            line = lineEnd + 1;
        }
        fields.join();
        return fields;
    }

    /** The {@code event} field. */
    @Nullable
    String name() {
        return name;
    }

    boolean hasData() {
        return dataTo >= 0;
    }

    /** The array that holds the data. */
    byte[] data() {
        return data;
    }

    int dataFrom() {
        return dataFrom;
    }

    int dataLength() {
        return dataTo - dataFrom;
    }

    private void takeLine(byte[] buffer, int from, int to) {
        if (isField(DATA, buffer, from, to)) {
            takeData(buffer, valueOf(DATA, buffer, from, to), to);
        } else if (isField(EVENT, buffer, from, to)) {
            int value = valueOf(EVENT, buffer, from, to);
            name = value == to ? null : new String(buffer, value, to - value, StandardCharsets.UTF_8);
        }
    }

    private void takeData(byte[] buffer, int from, int to) {
        if (!hasData()) {
            dataFrom = from;
            dataTo = to;
            return;
        }
        if (joined == null) {
            joined = new ByteArrayOutputStream();
            joined.write(buffer, dataFrom, dataTo - dataFrom);
        }
        joined.write('\n');
        joined.write(buffer, from, to - from);
    }

    private void join() {
        if (joined != null) {
            data = joined.toByteArray();
            dataFrom = 0;
            dataTo = data.length;
        }
    }

    private static boolean isField(byte[] field, byte[] buffer, int from, int to) {
        if (to - from < field.length || (to - from > field.length && buffer[from + field.length] != ':')) {
            return false;
        }
        for (int i = 0; i < field.length; i++) {
            if (buffer[from + i] != field[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where a field's value begins: after the colon and one space. */
    private static int valueOf(byte[] field, byte[] buffer, int from, int to) {
        int value = Math.min(to, from + field.length + 1);
        return value < to && buffer[value] == ' ' ? value + 1 : value;
    }

    private static int skipByteOrderMark(byte[] buffer, int from, int to) {
        boolean marked = to - from >= 3
                && buffer[from] == (byte) 0xEF
                && buffer[from + 1] == (byte) 0xBB
                && buffer[from + 2] == (byte) 0xBF;
        return marked ? from + 3 : from;
    }
}
