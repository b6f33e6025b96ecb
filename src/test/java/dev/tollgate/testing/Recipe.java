package dev.tollgate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of {@code src/docs/recipes}, and the change that it shows.
 *
 * @param name the page's, such as {@code another-upstream}
 * @param diff its one {@code diff} block, as {@code git apply} takes it
 */
public record Recipe(String name, String diff) {

    private static final Path FOLDER = Path.of("src", "docs", "recipes");
    private static final Pattern BLOCK = Pattern.compile("^```diff\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** @throws AssertionError if the page hasn't exactly one diff */
    public static Recipe named(String name) throws IOException {
        List<String> diffs = BLOCK.matcher(Files.readString(FOLDER.resolve(name + ".md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        if (diffs.size() != 1) {
            throw new AssertionError("recipe " + name + " has " + diffs.size() + " diffs");
        }
        return new Recipe(name, diffs.get(0));
    }

    /** The names of all pages but the index, sorted. */
    public static List<String> names() throws IOException {
        try (Stream<Path> pages = Files.list(FOLDER)) {
            return pages.map(page -> page.getFileName().toString())
                    .filter(page -> page.endsWith(".md") && !page.equals("README.md"))
                    .map(page -> page.substring(0, page.length() - ".md".length()))
                    .sorted()
                    .toList();
        }
    }

    /** The same with another text in it, where the test can't wait for what the recipe says. */
    public Recipe with(String text, String other) {
        if (!diff.contains(text)) {
            throw new AssertionError("recipe " + name + " has no " + text);
        }
        return new Recipe(name, diff.replace(text, other));
    }

    /** Changes the files below a folder that has {@code routes/}, and lies in no repository. */
    public void apply(Path folder) throws IOException, InterruptedException {
        git(folder, "apply", "-");
    }

    /** Takes the change back. */
    public void reverse(Path folder) throws IOException, InterruptedException {
        git(folder, "apply", "-R", "-");
    }

    private void git(Path folder, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("GIT_DIR", folder.resolve("no-repository").toString());
        Process git = builder.start();
        try (var patch = git.getOutputStream()) {
            patch.write(diff.getBytes(UTF_8));
        }
        String output = new String(git.getInputStream().readAllBytes(), UTF_8);
        if (git.waitFor() != 0) {
            throw new AssertionError("recipe " + name + ": " + String.join(" ", arguments) + ": " + output);
        }
    }
}
