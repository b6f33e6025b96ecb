package dev.tollgate.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Swagger UI: its scripts and styles out of the webjar, and a page of our own around them.
 *
 * <p>Its page isn't the webjar's: that one shows a document of somebody else's, from another host.
 */
final class SwaggerUi {

    private static final String OURS = "/dev/tollgate/docs/";
    private static final String HTML = "text/html;charset=UTF-8";
    private static final String CSS = "text/css;charset=UTF-8";
    private static final String JAVASCRIPT = "text/javascript;charset=UTF-8";
    private static final String PNG = "image/png";

    private final Map<String, Page> pages;

    SwaggerUi() {
        String theirs = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
        pages = Map.of(
                "/", read(HTML, OURS + "index.html"),
                "/index.html", read(HTML, OURS + "index.html"),
                "/initializer.js", read(JAVASCRIPT, OURS + "initializer.js"),
                "/index.css", read(CSS, OURS + "index.css"),
                "/swagger-ui.css", read(CSS, theirs + "swagger-ui.css"),
                "/swagger-ui-bundle.js", read(JAVASCRIPT, theirs + "swagger-ui-bundle.js"),
                "/swagger-ui-standalone-preset.js", read(JAVASCRIPT, theirs + "swagger-ui-standalone-preset.js"),
                "/favicon-32x32.png", read(PNG, theirs + "favicon-32x32.png"));
    }

    /** @param path below {@code /docs}, with its slash */
    Optional<Page> find(String path) {
        return Optional.ofNullable(pages.get(path));
    }

    /** The webjar's folder is named after its version, which pom.xml alone should know. */
    private static String version() {
        try (InputStream in = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Page read(String contentType, String resource) {
        try (InputStream in = open(resource)) {
            return new Page(contentType, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = SwaggerUi.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the class path has no " + resource);
        }
        return in;
    }
}
