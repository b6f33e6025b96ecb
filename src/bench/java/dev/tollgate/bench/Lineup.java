package dev.tollgate.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** All servers of a comparison, in front of one upstream, running at the same time and loaded in turn. */
final class Lineup implements AutoCloseable {

    private static final String PREPAID = "/api/v1/claude/messages";
    private static final String METERED = "/bench/metered";
    private static final String BARE = "/bench/bare";

    private final List<Row> rows = new ArrayList<>();
    private final List<Row> proxies = new ArrayList<>();
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
    static Row prepaid(Tollgate tollgate, Settings settings) {
        return row("prepaid", "(c) wallet, prepaid", PREPAID, tollgate, settings);
    }

    /** The proxy's; the keys' limits are all on. */
    static Row proxy(String key, String title, Tollgate tollgate, List<String> callers) {
        return new Row(
                key, title, tollgate.url(Answers.OPENAI.path()), tollgate.pid(), tollgate, callers, Answers.OPENAI);
    }

    private static Row row(String key, String title, String path, Tollgate tollgate, Settings settings) {
        return new Row(key, title, tollgate.url(path), tollgate.pid(), tollgate, wallets(settings), Answers.CLAUDE);
    }

    private static List<String> wallets(Settings settings) {
        return List.of("--wallets", Integer.toString(settings.wallets()));
    }

    private void startAll(Upstream upstream, Settings settings) throws Exception {
        if (settings.hasRow(Row.DIRECT)) {
            rows.add(new Row(
                    Row.DIRECT,
                    "(a) upstream direct",
                    upstream.url(Answers.CLAUDE),
                    0,
                    null,
                    wallets(settings),
                    Answers.CLAUDE));
        }
        if (settings.hasRow("bare")) {
            Tollgate bare = tollgate("bare", settings.checkout(), upstream, settings);
            rows.add(row("bare", "(b) bare Camel", BARE, bare, settings));
        }
        shipped("tollgate", "", settings.checkout(), upstream, settings);
        if (!settings.compare().isEmpty()) {
            shipped("compared", "-compared", Path.of(settings.compare()).toAbsolutePath(), upstream, settings);
        }
        rows.add(gateway(upstream.url(Answers.CLAUDE), settings));
        rows.addAll(proxies);
    }

    /** One instance for all its rows: the policies differ in the order of two steps, and the families share the steps. */
    private void shipped(String name, String suffix, Path checkout, Upstream upstream, Settings settings)
            throws Exception {
        boolean prepaid = settings.hasRow("prepaid" + suffix);
        boolean metered = settings.hasRow("metered" + suffix);
        boolean proxy = settings.hasRow(Row.PROXY + suffix);
        if (!prepaid && !metered && !proxy) {
            return;
        }
        String mark = suffix.isEmpty() ? "" : "'";
        Tollgate tollgate = tollgate(name, checkout, upstream, settings);
        if (prepaid || metered) {
            tollgate.rechargeWallets(settings.wallets());
        }
        if (prepaid) {
            rows.add(row("prepaid" + suffix, "(c" + mark + ") wallet, prepaid", PREPAID, tollgate, settings));
        }
        if (metered) {
            rows.add(row("metered" + suffix, "(c" + mark + ") wallet, metered", METERED, tollgate, settings));
        }
        if (proxy) {
            List<String> keys = Customer.register(tollgate).makeKeys(settings.wallets());
            List<String> callers = Customer.callers(keys, settings.output().resolve("keys-" + name));
            proxies.add(proxy(Row.PROXY + suffix, "(e" + mark + ") the proxy, all limits on", tollgate, callers));
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
        return new Row(
                Row.GATEWAY, "(d) Spring Cloud Gateway", url, child.pid(), null, wallets(settings), Answers.CLAUDE);
    }
}
