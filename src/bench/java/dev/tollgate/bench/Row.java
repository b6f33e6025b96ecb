package dev.tollgate.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is loaded, and the processes whose CPU it costs.
 *
 * @param key as it stands in the JSON: direct, bare, prepaid, metered, proxy, gateway …
 * @param title as it stands in the tables
 * @param pid of the server; 0 where there is none between client and upstream
 * @param tollgate the application, if it is one, for its database
 * @param callers options of the load client: who calls
 * @param answers what the upstream answers
 */
record Row(
        String key,
        String title,
        URI url,
        long pid,
        @Nullable Tollgate tollgate,
        List<String> callers,
        Answers answers) {

    static final String DIRECT = "direct";
    static final String GATEWAY = "gateway";
    static final String PROXY = "proxy";

    /** Who calls and what they must get, as options of the load client. */
    List<String> load(Path folder, String kind) throws IOException {
        List<String> load = new ArrayList<>(callers);
        load.addAll(List.of("--expect", answers.file(folder, kind).toString()));
        return load;
    }

    /** The hold's; and, where the charge comes first, the settlement's; of the proxy, that of the request limits. */
    int commitsBeforeAnswer() {
        if (key.startsWith("prepaid") || key.startsWith(PROXY)) {
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
