package dev.tollgate.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run has found: tables to read, printed and in report.md, and the figures behind them in report.json. */
final class Report {

    private final StringBuilder markdown = new StringBuilder();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Path folder;

    Report(Path folder) {
        this.folder = folder;
    }

    /** Adds a heading and a paragraph, or an empty one. */
    void section(String title, String text) throws IOException {
        add("\n## " + title + "\n\n" + text + "\n");
    }

    /** Adds a table; the first row has the names of the columns. */
    void table(String title, List<List<String>> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("|");
            for (int i = 0; i < widths.length; i++) {
                line.append(' ')
                        .append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length()))
                        .append(" |");
            }
            lines.add(line.toString());
        }
        lines.add(1, lines.get(0).replaceAll("[^|]", "-"));
        add("\n" + (title.isEmpty() ? "" : "**" + title + "**\n\n") + String.join("\n", lines) + "\n");
    }

    /** Adds figures for report.json. */
    void figures(String name, Object values) throws IOException {
        figures.put(name, values);
        write();
    }

    /** Prints what is being done, which is no result. */
    void progress(String text) {
        System.err.println("  … " + text);
    }

    private void add(String text) throws IOException {
        System.out.print(text);
        System.out.flush();
        markdown.append(text);
        write();
    }

    /** After each step, so that a run which is ended has something to show. */
    private void write() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.md"), markdown.toString().stripLeading());
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(folder.resolve("report.json"), json.writeValueAsString(figures));
    }
}
