package dev.tollgate.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * An open loop: requests are due at their times, whatever becomes of those before.
 *
 * <p>A latency counts from when the request was due, so that one which had to wait for a free connection shows it.
 */
final class OpenLoad extends Load {

    private final ExpectedBody[] bodies;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final Histogram refusals = new Histogram();
    private final List<Integer> okPerSecond = new ArrayList<>();
    private long due;
    private long asked;
    private long open;
    private int connections;

    OpenLoad(LoadOptions options) throws IOException {
        super(options);
        this.bodies = new ExpectedBody[options.connections()];
    }

    @Override
    void start() {}

    @Override
    void tick() {
        long now = System.nanoTime();
        long dueByNow = (long) ((now - startedNanos()) / 1e9 * options().rate());
        while (due < dueByNow) {
            waiting.add(startedNanos() + (long) (due++ * 1e9 / options().rate()));
        }
        sendWaiting();
    }

    @Override
    long waitMillisMax() {
        return 1;
    }

    @Override
    boolean isDone() {
        return false;
    }

    @Override
    void lastRequestSent() {
        waiting.forEach(start -> failures().add("no connection was free"));
        waiting.clear();
    }

    @Override
    long unfinished() {
        return open;
    }

    @Override
    public void answered(Connection connection, AnswerReader answer) {
        open--;
        countStatus(answer.status());
        var problem = bodies[connection.number()].end();
        if (answer.status() == 503 && answer.retryAfter()) {
            refusals.addNanos(System.nanoTime() - connection.startNanos());
        } else if (answer.status() != 200) {
            failures().add("status " + answer.status());
        } else if (problem.isPresent()) {
            failures().add(problem.get());
        } else {
            countOk(connection);
            countSecond();
        }
        rest(connection);
        sendWaiting();
    }

    /** The latest is the next, so that few are used, or the last. */
    private void rest(Connection connection) {
        if (options().spread()) {
            idle.addLast(connection);
        } else {
            idle.push(connection);
        }
    }

    @Override
    public void failed(Connection connection, IOException failure) {
        open--;
        bodies[connection.number()].end();
        failures().add(failure);
        rest(connection);
    }

    @Override
    Map<String, Object> report() {
        Map<String, Object> report = super.report();
        report.put("rate", options().rate());
        report.put("due", due);
        report.put("connectionsUsed", connections);
        report.put("refused", refusals.count());
        report.put("refusedMs", refusals.summary());
        report.put("okPerSecond", okPerSecond);
        return report;
    }

    private void sendWaiting() {
        boolean more = connections < options().connections();
        while (!waiting.isEmpty() && (!idle.isEmpty() || more)) {
            Connection connection = more && (options().spread() || idle.isEmpty()) ? another() : idle.pop();
            more = connections < options().connections();
            open++;
            connection.ask(options().request(asked++), waiting.remove(), bodies[connection.number()], this);
        }
    }

    private Connection another() {
        bodies[connections] = new ExpectedBody(options().expected());
        return network().connection(connections++);
    }

    private void countSecond() {
        int second = (int) ((System.nanoTime() - startedNanos()) / 1_000_000_000L);
        while (okPerSecond.size() <= second) {
            okPerSecond.add(0);
        }
        okPerSecond.set(second, okPerSecond.get(second) + 1);
    }
}
