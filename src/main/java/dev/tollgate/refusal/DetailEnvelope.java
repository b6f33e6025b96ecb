package dev.tollgate.refusal;

import java.util.Map;
import org.springframework.stereotype.Component;

/** FastAPI's envelope, {@code {"detail": "…"}}: the wallet's and the apihub's documents. */
@Component
class DetailEnvelope implements Envelope {

    @Override
    public String name() {
        return "detail";
    }

    @Override
    public Map<String, Object> body(Refusal refusal, String requestId) {
        return Map.of("detail", refusal.message());
    }
}
