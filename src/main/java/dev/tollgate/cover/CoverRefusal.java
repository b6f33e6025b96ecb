package dev.tollgate.cover;

import dev.tollgate.refusal.DetailedRefusal;
import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.Map;

/** The refusals of document 3, with the statuses and descriptions of its table of error codes (错误码总表). */
public final class CoverRefusal {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private CoverRefusal() {}

    public static Refusal catalogUnavailable() {
        return new Refusal(503, "CATALOG_UNAVAILABLE", "产品目录不可用", RETRY_AFTER);
    }

    static Refusal invalidSku() {
        return new Refusal(400, "INVALID_SKU", "无效的SKU ID");
    }

    /** @param details the order's id, for the wallet that it belongs to; else empty */
    static Refusal orderAlreadyExists(Map<String, Object> details) {
        return new DetailedRefusal(409, "ORDER_ALREADY_EXISTS", "订单已存在", details);
    }

    /** The verification server's no. */
    public static Refusal verificationFailed() {
        return new Refusal(422, "VERIFICATION_FAILED", "JP验证失败");
    }

    static Refusal orderNotFound() {
        return new Refusal(404, "ORDER_NOT_FOUND", "订单不存在");
    }

    /** @param details the claim's id, for the wallet that it belongs to; else empty */
    static Refusal claimAlreadyExists(Map<String, Object> details) {
        return new DetailedRefusal(409, "CLAIM_ALREADY_EXISTS", "理赔已存在", details);
    }

    static Refusal orderExpired() {
        return new Refusal(410, "ORDER_EXPIRED", "订单已过期");
    }

    /** Whatever is wrong with a proof's address: what exactly would tell a stranger what our network looks like. */
    public static Refusal invalidProof() {
        return new Refusal(400, "INVALID_PROOF", "无效的证明文件");
    }

    static Refusal claimNotFound() {
        return new Refusal(404, "CLAIM_NOT_FOUND", "理赔不存在");
    }

    /** The SKU's capital doesn't cover one order more: nothing was taken. */
    static Refusal capacityExhausted() {
        return new Refusal(
                503,
                "CAPACITY_EXHAUSTED",
                "No capital is left for this SKU; try again later, or choose another",
                Duration.ofMinutes(1));
    }
}
