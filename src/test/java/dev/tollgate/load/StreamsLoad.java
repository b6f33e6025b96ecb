package dev.tollgate.load;

import java.io.IOException;
import java.util.Map;

/** Opens all streams at once and reads each to its end. */
final class StreamsLoad extends Load {

    private final EventsBody[] bodies;
    private final Histogram firstEvents = new Histogram();
    private final Histogram lags = new Histogram();
    private final Histogram lates = new Histogram();
    private long events;
    private int open;
    private int mostOpen;
    private int unfinished;

    StreamsLoad(LoadOptions options) throws IOException {
        super(options);
        this.bodies = new EventsBody[options.connections()];
    }

    @Override
    void start() {
        unfinished = options().connections();
        for (int i = 0; i < bodies.length; i++) {
            Connection connection = network().connection(i);
            bodies[i] = new EventsBody(connection, this, options());
            connection.ask(options().request(i), System.nanoTime(), bodies[i], this);
        }
    }

    @Override
    boolean isDone() {
        return unfinished == 0;
    }

    /** A stream has its time, and no more. */
    @Override
    boolean hasGrace() {
        return false;
    }

    @Override
    long unfinished() {
        return unfinished;
    }

    @Override
    public void answered(Connection connection, AnswerReader answer) {
        end(connection);
        countStatus(answer.status());
        var problem = bodies[connection.number()].end();
        if (answer.status() != 200) {
            failures().add("status " + answer.status());
        } else if (problem.isPresent()) {
            failures().add(problem.get());
        } else {
            countOk(connection);
        }
    }

    @Override
    public void failed(Connection connection, IOException failure) {
        end(connection);
        failures().add(failure);
    }

    @Override
    void lastRequestSent() {
        for (int i = 0; i < unfinished; i++) {
            failures().add("not ended in time");
        }
    }

    @Override
    Map<String, Object> report() {
        Map<String, Object> report = super.report();
        report.put("streams", options().connections());
        report.put("events", events);
        report.put("mostOpenAtOnce", mostOpen);
        report.put("firstEventMs", firstEvents.summary());
        report.put("lagMs", (lates.count() > 0 ? lates : lags).summary());
        return report;
    }

    void firstEvent(long afterNanos) {
        firstEvents.addNanos(afterNanos);
        events++;
        mostOpen = Math.max(mostOpen, ++open);
    }

    /** @param lagNanos how much longer than the upstream's pause it was in coming */
    void nextEvent(long lagNanos) {
        lags.addNanos(lagNanos);
        events++;
    }

    /** @param nanos since the upstream sent the event */
    void late(long nanos) {
        lates.addNanos(nanos);
    }

    private void end(Connection connection) {
        unfinished--;
        if (bodies[connection.number()].began()) {
            open--;
        }
    }
}
