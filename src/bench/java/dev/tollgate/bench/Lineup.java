package dev.tollgate.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All servers of a comparison, in front of one upstream, running at the same time and loaded in turn. */
final class Lineup implements AutoCloseable {

    private static final String PREPAID = "/api/v1/claude/messages";
    private static final String METERED = "/bench/metered";
    private static final String BARE = "/bench/bare";

    private final List<Row> rows = new ArrayList<>();
    private final Deque<AutoCloseable> servers = new ArrayDeque<>();

    private Lineup() {}

    static Lineup start(Upstream upstream, Settings settings) throws Exception {
        Lineup lineup = new Lineup();
        try {
            lineup.startAll(upstream, settings);
            return lineup;
        } catch (Exception e) {
            lineup.close();
            throw e;
        }
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    @Override
    public void close() throws Exception {
        while (!servers.isEmpty()) {
            servers.pop().close();
        }
    }

    /** The wallet's pipeline as it is shipped. */
    static Row prepaid(Tollgate tollgate) {
        return new Row("prepaid", "(c) wallet, prepaid", tollgate.url(PREPAID), tollgate.pid(), tollgate);
    }

    private void startAll(Upstream upstream, Settings settings) throws Exception {
        if (settings.hasRow(Row.DIRECT)) {
            rows.add(new Row(Row.DIRECT, "(a) upstream direct", upstream.url(), 0, null));
        }
        if (settings.hasRow("bare")) {
            Tollgate bare = tollgate("bare", settings.checkout(), upstream, settings);
            rows.add(new Row("bare", "(b) bare Camel", bare.url(BARE), bare.pid(), bare));
        }
        wallet("tollgate", "", settings.checkout(), upstream, settings);
        if (!settings.compare().isEmpty()) {
            wallet("compared", "-compared", Path.of(settings.compare()).toAbsolutePath(), upstream, settings);
        }
        rows.add(gateway(upstream.url(), settings));
    }

    /** One instance for both policies: they differ in the order of two steps. */
    private void wallet(String name, String suffix, Path checkout, Upstream upstream, Settings settings)
            throws Exception {
        String letter = suffix.isEmpty() ? "(c)" : "(c')";
        if (settings.hasRow("prepaid" + suffix) || settings.hasRow("metered" + suffix)) {
            Tollgate tollgate = tollgate(name, checkout, upstream, settings);
            tollgate.rechargeWallets(settings.wallets());
            Row prepaid = new Row(
                    "prepaid" + suffix, letter + " wallet, prepaid", tollgate.url(PREPAID), tollgate.pid(), tollgate);
            Row metered = new Row(
                    "metered" + suffix, letter + " wallet, metered", tollgate.url(METERED), tollgate.pid(), tollgate);
            Stream.of(prepaid, metered)
                    .filter(row -> settings.hasRow(row.key()))
                    .forEach(rows::add);
        }
    }

    private Tollgate tollgate(String name, Path checkout, Upstream upstream, Settings settings) throws Exception {
        Tollgate tollgate = Tollgate.start(name, checkout, upstream.url(), settings);
        servers.push(tollgate);
        return tollgate;
    }

    private Row gateway(URI upstream, Settings settings) throws Exception {
        int port = Child.freePort();
        List<String> command = new ArrayList<>(List.of(Child.java()));
        command.addAll(settings.jvm());
        command.addAll(List.of(
                "-jar",
                Path.of("target/bench/gateway/gateway.jar").toAbsolutePath().toString()));
        Child child = Child.start(
                "gateway",
                settings.output(),
                settings.output().resolve("logs"),
                Map.of(
                        "PORT",
                        Integer.toString(port),
                        "UPSTREAM",
                        upstream.resolve("/").toString()),
                command);
        servers.push(child);
        child.awaitStatus(URI.create("http://127.0.0.1:" + port + "/"), 404);
        URI url = URI.create("http://127.0.0.1:" + port + upstream.getPath());
        return new Row(Row.GATEWAY, "(d) Spring Cloud Gateway", url, child.pid(), null);
    }
}
