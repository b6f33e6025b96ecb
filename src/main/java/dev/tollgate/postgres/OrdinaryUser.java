package dev.tollgate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs PostgreSQL's programs as somebody other than root, which they insist on.
 *
 * <p>For an ordinary user that changes nothing. For root, a user namespace is tried first: in it the process isn't
 * root and still owns the files. Containers often forbid that; there the user nobody gets the folder.
 */
enum OrdinaryUser {
    SELF(List.of()),
    NAMESPACE(List.of("unshare", "-U")),
    NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

    private final List<String> prefix;

    OrdinaryUser(List<String> prefix) {
        this.prefix = prefix;
    }

    /** Returns the first way that works here. */
    static OrdinaryUser available() throws IOException {
        if (!Commands.run(List.of("id", "-u")).output().equals("0")) {
            return SELF;
        }
        for (OrdinaryUser candidate : List.of(NAMESPACE, NOBODY)) {
            if (candidate.works()) {
                return candidate;
            }
        }
        throw new PostgresNotStarted("PostgreSQL refuses to run as root, and neither unshare nor setpriv works here."
                + " Run Tollgate as an ordinary user, or set DATABASE_URL to a PostgreSQL server.");
    }

    private boolean works() {
        try {
            Commands.Result result = Commands.run(command(List.of("id", "-u")));
            return result.succeeded() && !result.output().equals("0");
        } catch (IOException notInstalled) {
            return false;
        }
    }

    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /** Lets this user own what PostgreSQL must own. */
    void own(Path... paths) throws IOException {
        if (this == NOBODY) {
            for (Path path : paths) {
                Files.setAttribute(path, "unix:uid", 65534);
                Files.setAttribute(path, "unix:gid", 65534);
            }
        }
    }
}
