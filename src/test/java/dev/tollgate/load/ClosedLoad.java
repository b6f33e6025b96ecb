package dev.tollgate.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A closed loop: each connection asks, waits for the answer, and asks again. */
final class ClosedLoad extends Load {

    private final ExpectedBody[] bodies;
    private final Histogram firstBytes = new Histogram();
    private final Deque<Integer> broken = new ArrayDeque<>();
    private final List<Connection> connections = new ArrayList<>();
    private long asked;
    private long open;
    private boolean over;

    ClosedLoad(LoadOptions options) throws IOException {
        super(options);
        this.bodies = new ExpectedBody[options.connections()];
    }

    @Override
    void start() {
        for (int i = 0; i < options().connections(); i++) {
            bodies[i] = new ExpectedBody(options().expected());
            connections.add(network().connection(i));
        }
        connections.forEach(this::ask);
    }

    /** A connection that broke asks again here, and not where it broke: it may break again at once. */
    @Override
    void tick() {
        for (int left = broken.size(); left > 0; left--) {
            ask(connections.get(broken.remove()));
        }
    }

    @Override
    void lastRequestSent() {
        over = true;
    }

    @Override
    boolean isDone() {
        return asked >= options().requests() && open == 0;
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
        if (answer.status() != 200) {
            failures().add("status " + answer.status());
        } else if (problem.isPresent()) {
            failures().add(problem.get());
        } else {
            countOk(connection);
            firstBytes.addNanos(connection.firstByteNanos() - connection.startNanos());
        }
        ask(connection);
    }

    @Override
    public void failed(Connection connection, IOException failure) {
        open--;
        bodies[connection.number()].end();
        failures().add(failure);
        broken.add(connection.number());
    }

    @Override
    Map<String, Object> report() {
        Map<String, Object> report = super.report();
        report.put("firstEventMs", firstBytes.summary());
        return report;
    }

    private void ask(Connection connection) {
        if (!over && asked < options().requests()) {
            open++;
            byte[] request = options().request(asked++);
            connection.ask(request, System.nanoTime(), bodies[connection.number()], this);
        }
    }
}
