package dev.tollgate.docs;

import java.io.IOException;
import java.io.OutputStream;

/** Something to be served below {@code /docs/}. */
final class Page {

    private final String contentType;
    private final byte[] content;

    /** @param content all of it; kept, not copied */
    Page(String contentType, byte[] content) {
        this.contentType = contentType;
        this.content = content;
    }

    /** As in the header. */
    String contentType() {
        return contentType;
    }

    int length() {
        return content.length;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }
}
