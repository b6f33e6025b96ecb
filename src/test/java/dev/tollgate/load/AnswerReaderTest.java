package dev.tollgate.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

    private static final String WITH_LENGTH =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: t\r\n\r\n";
    private static final String REFUSED =
            "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private final AnswerReader reader = new AnswerReader();
    private final StringBuilder body = new StringBuilder();

    @Test
    void readsABodyWithALengthHoweverItIsCut() throws IOException {
        for (int size = 1; size <= WITH_LENGTH.length(); size++) {
            read(WITH_LENGTH, size);
            assertThat(reader.isDone()).isTrue();
            assertThat(reader.status()).isEqualTo(200);
            assertThat(body).hasToString("hello");
        }
    }

    @Test
    void readsAChunkedBodyHoweverItIsCut() throws IOException {
        for (int size = 1; size <= CHUNKED.length(); size++) {
            read(CHUNKED, size);
            assertThat(reader.isDone()).isTrue();
            assertThat(body).hasToString("hello");
        }
    }

    @Test
    void readsABodyThatEndsWithItsConnection() throws IOException {
        read("HTTP/1.1 200 OK\r\n\r\nhello", 7);
        assertThat(reader.isDone()).isFalse();

        reader.endOfInput();
        assertThat(reader.isDone()).isTrue();
        assertThat(reader.closes()).isTrue();
        assertThat(body).hasToString("hello");
    }

    @Test
    void seesARefusalsInvitationAndTheEndOfTheConnection() throws IOException {
        read(REFUSED, 10);

        assertThat(reader.isDone()).isTrue();
        assertThat(reader.status()).isEqualTo(503);
        assertThat(reader.retryAfter()).isTrue();
        assertThat(reader.closes()).isTrue();

        read(WITH_LENGTH, 100);
        assertThat(reader.retryAfter()).isFalse();
        assertThat(reader.closes()).isFalse();
    }

    @Test
    void anAnswerThatIsCutOffIsNoAnswer() throws IOException {
        read(WITH_LENGTH.substring(0, WITH_LENGTH.length() - 1), 100);
        assertThatThrownBy(reader::endOfInput).isInstanceOf(EOFException.class).hasMessageContaining("middle");

        reader.reset();
        assertThatThrownBy(reader::endOfInput).isInstanceOf(EOFException.class).hasMessageContaining("without");
    }

    @Test
    void refusesWhatIsNoHttpAndWhatNobodyAskedFor() {
        assertThatThrownBy(() -> read("SSH-2.0-OpenSSH\r\n", 100)).hasMessageContaining("not a status line");
        assertThatThrownBy(() -> read(WITH_LENGTH + "more", 100)).hasMessageContaining("after the answer");
    }

    private void read(String answer, int size) throws IOException {
        reader.reset();
        body.setLength(0);
        byte[] bytes = answer.getBytes(US_ASCII);
        for (int from = 0; from < bytes.length; from += size) {
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
            reader.read(part, part.length, (b, at, length) -> body.append(new String(b, at, length, US_ASCII)));
        }
    }
}
