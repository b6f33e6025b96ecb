package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an upstream answers on one path, the same for every request. */
interface Answers {

    Answers CLAUDE = new ClaudeAnswers();
    Answers OPENAI = new OpenAiAnswers();

    /** Deltas of text in a stream. */
    int DELTAS = 20;

    /** Where it is asked for. */
    String path();

    /** An answer of 600 to 700 bytes. */
    String json();

    /** The events before the first delta. */
    String head();

    String delta(String text);

    /** The events after the last delta. */
    String tail();

    /** What a client gets to see of the tail. */
    String seenTail();

    /** A delta of a whole stream. */
    default String delta() {
        return delta("The keeper writes it down. ");
    }

    /** The same as {@link #json} as a stream of {@link #DELTAS} text deltas. */
    default String sse() {
        return head() + delta().repeat(DELTAS) + tail();
    }

    /** Writes what a client gets to see to a file, for the load client to compare with. */
    default Path file(Path folder, String kind) throws IOException {
        String name = "answer-" + path().substring(path().lastIndexOf('/') + 1) + "." + kind;
        String seen = kind.equals("sse") ? head() + delta().repeat(DELTAS) + seenTail() : json();
        return Files.writeString(Files.createDirectories(folder).resolve(name), seen);
    }
}
