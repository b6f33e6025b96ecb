package dev.tollgate.testing;

import dev.tollgate.sandbox.ConnectionCut;
import dev.tollgate.sandbox.JpSandbox;
import dev.tollgate.sandbox.SandboxAnswer;

/** The sandbox's verification server on a port of its own; its token is {@code sandbox-jp-token}. */
public final class JpStandIn extends StandIn {

    private final JpSandbox jp;

    private JpStandIn(JpSandbox jp) {
        super(request -> answer(jp, request));
        this.jp = jp;
    }

    /** Starts one on a free port of the loopback address. */
    public static JpStandIn start() {
        return new JpStandIn(new JpSandbox("sandbox-jp-token"));
    }

    /** What to set JP_VERIFY_URL to. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        jp.close();
        super.close();
    }

    private static SandboxAnswer answer(JpSandbox jp, ReceivedRequest request) throws ConnectionCut {
        return switch (request.path()) {
            case "/verify/order" -> jp.order(key(request), request.body());
            case "/verify/claim" -> jp.claim(key(request), request.body());
            default -> HttpAnswer.notFound();
        };
    }
}
