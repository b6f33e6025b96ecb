package dev.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.load.LoadClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Loads a row and reads what the processes have used meanwhile. */
final class Meter implements AutoCloseable {

    private static final int SLICE_SECONDS = 5;
    private static final int FLAT_SLICES = 3;
    private static final double FLAT = 0.04;

    private final LoadClient client = LoadClient.start();
    private final Upstream upstream;

    Meter(Upstream upstream) throws IOException {
        this.upstream = upstream;
    }

    /** Loads a row once. */
    Sample measure(Row row, List<String> load) throws IOException {
        long app = row.cpuMicros();
        long postgres = row.postgresCpuMicros();
        long ours = ProcessUsage.cpuMicros(client.pid());
        long behind = upstream.cpuMicros();
        List<String> options = new ArrayList<>(List.of("--url", row.url().toString()));
        options.addAll(load);
        client.begin(options);
        JsonNode report = client.report();
        double requests = Math.max(1, report.path("ok").asLong());
        return new Sample(
                (row.cpuMicros() - app) / requests,
                (row.postgresCpuMicros() - postgres) / requests,
                (ProcessUsage.cpuMicros(client.pid()) - ours) / requests,
                (upstream.cpuMicros() - behind) / requests,
                ProcessUsage.residentBytes(row.pid()),
                report);
    }

    /**
     * Loads a row until its CPU per request is flat: until three slices of five seconds differ by less than 4 %.
     *
     * @return how many seconds that took; the most allowed, if it didn't get flat
     */
    int warm(Row row, List<String> load, int secondsMax) throws IOException {
        List<Double> slices = new ArrayList<>();
        List<String> options = new ArrayList<>(load);
        options.addAll(List.of("--seconds", Integer.toString(SLICE_SECONDS)));
        while (!isFlat(slices) && slices.size() * SLICE_SECONDS < secondsMax) {
            Sample slice = measure(row, options);
            slices.add(row.pid() == 0 ? slice.clientMicros() : slice.totalMicros());
        }
        return slices.size() * SLICE_SECONDS;
    }

    @Override
    public void close() {
        client.close();
    }

    private static boolean isFlat(List<Double> slices) {
        if (slices.size() < FLAT_SLICES) {
            return false;
        }
        List<Double> last = slices.subList(slices.size() - FLAT_SLICES, slices.size());
        double least = last.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = last.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return most - least <= FLAT * most;
    }
}
