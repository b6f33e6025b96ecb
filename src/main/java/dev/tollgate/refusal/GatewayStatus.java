package dev.tollgate.refusal;

/** The status by which a gateway's clients know a failure behind it: 502, 503 or 504 rather than 503 for all. */
final class GatewayStatus {

    private GatewayStatus() {}

    /** By the refusal's code; that of a refusal which isn't about an upstream stays. */
    static int of(Refusal refusal) {
        return switch (refusal.code()) {
            case "upstream_error", "upstream_refused_us" -> 502;
            case "upstream_unreachable", "upstream_overloaded", "upstream_unavailable", "upstream_not_configured" ->
                503;
            case "upstream_timeout" -> 504;
            default -> refusal.status();
        };
    }
}
