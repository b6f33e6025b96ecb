package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseEventsTest {

    @Property(tries = 2_000)
    void anyChunkingGivesTheSameEvents(@ForAll("streams") String stream, @ForAll("cuts") List<Integer> cuts)
            throws IOException {
        byte[] bytes = stream.getBytes(UTF_8);

        assertThat(inChunks(bytes, cuts)).isEqualTo(inOneChunk(bytes));
    }

    @Property(tries = 2_000)
    void eventsPutTogetherAreTheStream(@ForAll("streams") String stream, @ForAll("cuts") List<Integer> cuts)
            throws IOException {
        byte[] bytes = stream.getBytes(UTF_8);
        SseEvents events = new SseEvents();
        StringBuilder together = new StringBuilder();
        SseEvents.Sink sink = (buffer, from, to) -> together.append(new String(buffer, from, to - from, UTF_8));

        for (byte[] chunk : chunks(bytes, cuts)) {
            events.accept(chunk, 0, chunk.length, sink);
        }
        assertThat(together.length() + events.unfinishedBytes()).isEqualTo(stream.length());
        events.finish(sink);

        assertThat(together.toString()).isEqualTo(stream);
        assertThat(events.unfinishedBytes()).isZero();
    }

    @Property(tries = 1_000)
    void agreesWithTheStandardsOwnReading(@ForAll("streams") String stream) throws IOException {
        List<String> data = new ArrayList<>();
        SseEvents events = new SseEvents();
        events.accept(stream.getBytes(UTF_8), 0, stream.length(), (buffer, from, to) -> {
            SseFields fields = SseFields.of(buffer, from, to);
            if (fields.hasData()) {
                data.add(new String(fields.data(), fields.dataFrom(), fields.dataLength(), UTF_8));
            }
        });

        // a last CR waits for the byte after it, so the comparison is over what is certain
        String certain = stream.endsWith("\r") ? stream.substring(0, stream.length() - 1) : stream;
        List<String> expected = dataByTheStandard(certain);
        assertThat(data).hasSizeBetween(expected.size(), expected.size() + 1);
        assertThat(data.subList(0, expected.size())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void handsOverAnEventAsSoonAsItIsWhole(String newline) throws IOException {
        byte[] event = ("event: ping" + newline + "data: {}" + newline + newline).getBytes(UTF_8);

        assertThat(inOneChunk(event)).containsExactly(new String(event, UTF_8));
        assertThat(byteByByte(event)).containsExactly(new String(event, UTF_8));
    }

    @Test
    void handsOverCommentsAndEmptyLines() throws IOException {
        assertThat(inOneChunk(": alive\n\n\n".getBytes(UTF_8))).containsExactly(": alive\n\n", "\n");
    }

    @Test
    void readsWhatIsThere() throws IOException {
        InputStream in = new ByteArrayInputStream("data: 1\n\ndata: 2\n\ndata: 3".getBytes(UTF_8));
        List<String> seen = new ArrayList<>();
        SseEvents events = new SseEvents();

        assertThat(events.readFrom(in, collect(seen))).isEqualTo(25);
        assertThat(seen).containsExactly("data: 1\n\n", "data: 2\n\n");
        assertThat(events.readFrom(in, collect(seen))).isEqualTo(-1);
        assertThat(events.unfinishedBytes()).isEqualTo(7);
    }

    @Test
    void growsForOneLargeEventAndRefusesATooLargeOne() throws IOException {
        String large = "data: " + "x".repeat(100_000) + "\n\n";
        List<String> seen = new ArrayList<>();
        SseEvents events = new SseEvents(large.length());
        for (int i = 0; i < 3; i++) {
            InputStream in = new ByteArrayInputStream(large.getBytes(UTF_8));
            while (events.readFrom(in, collect(seen)) >= 0) {}
        }
        assertThat(seen).containsExactly(large, large, large);

        SseEvents strict = new SseEvents(large.length() - 1);
        assertThatThrownBy(() -> strict.accept(large.getBytes(UTF_8), 0, large.length(), (buffer, from, to) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than");
        SseEvents endless = new SseEvents(1_000);
        InputStream noEnd = new ByteArrayInputStream("x".repeat(2_000).getBytes(UTF_8));
        assertThatThrownBy(() -> {
                    while (endless.readFrom(noEnd, (buffer, from, to) -> {}) >= 0) {}
                })
                .isInstanceOf(IOException.class);
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(
                        "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "\r\r", "data: x", "data", ":", "event: e", "data:y")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 5).list().ofMinSize(1).ofMaxSize(10);
    }

    private static List<String> inOneChunk(byte[] bytes) throws IOException {
        return inChunks(bytes, List.of(Math.max(1, bytes.length)));
    }

    private static List<String> byteByByte(byte[] bytes) throws IOException {
        return inChunks(bytes, List.of(1));
    }

    private static List<String> inChunks(byte[] bytes, List<Integer> sizes) throws IOException {
        List<String> seen = new ArrayList<>();
        SseEvents events = new SseEvents();
        for (byte[] chunk : chunks(bytes, sizes)) {
            events.accept(chunk, 0, chunk.length, collect(seen));
        }
        return seen;
    }

    private static List<byte[]> chunks(byte[] bytes, List<Integer> sizes) {
        List<byte[]> chunks = new ArrayList<>();
        int from = 0;
        for (int i = 0; from < bytes.length; i++) {
            int to = Math.min(bytes.length, from + sizes.get(i % sizes.size()));
            chunks.add(java.util.Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return chunks;
    }

    private static SseEvents.Sink collect(List<String> into) {
        return (buffer, from, to) -> into.add(new String(buffer, from, to - from, UTF_8));
    }

    /** The data of each dispatched event, by the letter of the HTML standard, line by line. */
    private static List<String> dataByTheStandard(String stream) {
        List<String> dispatched = new ArrayList<>();
        List<String> data = new ArrayList<>();
        String[] lines = stream.split("\r\n|\n|\r", -1);
        for (int i = 0; i < lines.length - 1; i++) { // what follows the last line end is no line yet
            String line = lines[i];
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    dispatched.add(String.join("\n", data));
                }
                data.clear();
            } else if (line.equals("data")) {
                data.add("");
            } else if (line.startsWith("data:")) {
                data.add(line.substring(5).replaceFirst("^ ", ""));
            }
        }
        return dispatched;
    }
}
