package dev.tollgate.bench;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What is loaded, and the processes whose CPU it costs.
 *
 * @param key as it stands in the JSON: direct, bare, prepaid, metered, gateway …
 * @param title as it stands in the tables
 * @param pid of the server; 0 where there is none between client and upstream
 * @param tollgate the application, if it is one, for its database
 */
record Row(
        String key,
        String title,
        URI url,
        long pid,
        @Nullable Tollgate tollgate) {

    static final String DIRECT = "direct";
    static final String GATEWAY = "gateway";

    /** The hold's; and, where the charge comes first, the settlement's. */
    int commitsBeforeAnswer() {
        if (key.startsWith("prepaid")) {
            return 2;
        }
        return key.startsWith("metered") ? 1 : 0;
    }

    long cpuMicros() {
        return ProcessUsage.cpuMicros(pid);
    }

    long postgresCpuMicros() {
        return tollgate == null ? 0 : tollgate.postgresCpuMicros();
    }
}
