package dev.tollgate.evm;

import java.time.Duration;

/** Opens nodes for tests of who pays. */
public final class PayerNodes {

    private PayerNodes() {}

    /** @param url empty for none */
    public static PayerNode on(String url, long chainId) {
        return new PayerNode(new Chain(url, Duration.ofSeconds(3)), chainId);
    }
}
