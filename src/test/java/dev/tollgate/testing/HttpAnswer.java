package dev.tollgate.testing;

import dev.tollgate.sandbox.SandboxAnswer;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;

/** Writes a sandbox answer as HTTP/1.1: with its length where that is known, otherwise in chunks, one for each flush. */
final class HttpAnswer {

    private static final int CHUNK_BYTES = 16 * 1024;

    private HttpAnswer() {}

    static SandboxAnswer notFound() {
        byte[] body = "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"Not Found\"}}"
                .getBytes(StandardCharsets.UTF_8);
        return new SandboxAnswer(
                404,
                Map.of("content-type", "application/json"),
                OptionalLong.of(body.length),
                client -> client.write(body));
    }

    static void write(SandboxAnswer answer, OutputStream socket) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " \r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (answer.length().isPresent()) {
            head.append("content-length: ").append(answer.length().getAsLong()).append("\r\n\r\n");
            socket.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            answer.body().writeTo(socket);
        } else {
            head.append("transfer-encoding: chunked\r\n\r\n");
            socket.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            OutputStream chunks = new BufferedOutputStream(new Chunks(socket), CHUNK_BYTES);
            answer.body().writeTo(chunks);
            chunks.flush();
            socket.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        socket.flush();
    }

    private static final class Chunks extends FilterOutputStream {

        Chunks(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            byte[] chunk = new byte[size.length + length + 2];
            System.arraycopy(size, 0, chunk, 0, size.length);
            System.arraycopy(bytes, offset, chunk, size.length, length);
            chunk[chunk.length - 2] = '\r';
            chunk[chunk.length - 1] = '\n';
            out.write(chunk);
        }
    }
}
