package dev.tollgate.postgres;

import java.nio.file.Path;

/** Another live instance holds the data folder; it has been left alone. */
public final class DataFolderInUse extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DataFolderInUse(Path folder, String holderPid) {
        super("The data folder " + folder + " is in use by another running Tollgate (process " + holderPid + ").");
    }
}
