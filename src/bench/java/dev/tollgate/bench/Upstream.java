package dev.tollgate.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server behind all the others: JSON, or a stream for who accepts {@code text/event-stream}.
 *
 * @param name as it stands in the tables
 * @param url without a path; those of {@link Answers} are below it
 */
record Upstream(String name, URI url, Child child) implements AutoCloseable {

    /** The fastest there is here: nginx, else one in Java. */
    static Upstream fastest(Path output) throws Exception {
        Optional<Path> nginx = nginx();
        return nginx.isPresent() ? nginx(nginx.get(), output) : paced(output, 0);
    }

    /** One in Java that waits between the events of a stream. */
    static Upstream paced(Path output, int everyMillis) throws Exception {
        int port = Child.freePort();
        Child child = Child.start(
                "upstream-java",
                Path.of("").toAbsolutePath(), // the class path may be relative
                output.resolve("logs"),
                Map.of(),
                List.of(
                        Child.java(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PacedUpstream.class.getName(),
                        Integer.toString(port),
                        Integer.toString(everyMillis)));
        return new Upstream(
                "Java, an event every " + everyMillis + " ms",
                url(port),
                child.awaitStatus(url(port).resolve("/health"), 200));
    }

    /** Where these are answered. */
    URI url(Answers answers) {
        return url.resolve(answers.path());
    }

    /** CPU time used so far, in microseconds. */
    long cpuMicros() {
        return ProcessUsage.treeCpuMicros(child.pid());
    }

    @Override
    public void close() {
        child.close();
    }

    private static Upstream nginx(Path program, Path output) throws Exception {
        int port = Child.freePort();
        Path folder = Files.createDirectories(output.resolve("nginx"));
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(port, folder));
        Child child = Child.start(
                "upstream-nginx",
                folder,
                output.resolve("logs"),
                Map.of(),
                List.of(program.toString(), "-e", "stderr", "-p", folder.toString(), "-c", configuration.toString()));
        return new Upstream(
                "nginx, one worker", url(port), child.awaitStatus(url(port).resolve("/health"), 200));
    }

    private static Optional<Path> nginx() {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String configuration(int port, Path folder) {
        return """
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile 20000;
                pid %2$s/nginx.pid;
                events { worker_connections 9000; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  keepalive_timeout 3600s;
                  client_body_temp_path %2$s/body;
                  proxy_temp_path %2$s/proxy;
                  fastcgi_temp_path %2$s/fastcgi;
                  uwsgi_temp_path %2$s/uwsgi;
                  scgi_temp_path %2$s/scgi;
                  map $http_accept $kind { default /json; text/event-stream /sse; }
                  server {
                    listen 127.0.0.1:%1$d backlog=4096;
                    location = /health { return 200 ok; }
                %3$s
                  }
                }
                """.formatted(port, folder, locations(Answers.CLAUDE) + locations(Answers.OPENAI));
    }

    /**
     * SSI has nothing to include: it makes the stream a chunked one, as a model's is. A delta has a variable of its own,
     * since nginx takes no text of more than 4 KiB.
     */
    private static String locations(Answers answers) {
        return """
                    location = %1$s { rewrite ^ $uri$kind last; }
                    location = %1$s/json { internal; default_type application/json; return 200 '%2$s'; }
                    location = %1$s/sse {
                      internal;
                      ssi on;
                      ssi_types text/event-stream;
                      default_type text/event-stream;
                      set $delta '%4$s';
                      return 200 '%3$s%5$s%6$s';
                    }
                """.formatted(
                        answers.path(),
                        answers.json(),
                        answers.head(),
                        answers.delta(),
                        "${delta}".repeat(Answers.DELTAS),
                        answers.tail());
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
