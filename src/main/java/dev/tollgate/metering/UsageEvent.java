package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tollgate.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A call as systems outside are told of it: what the usage table has, nothing of what was asked or answered. */
@Component
public final class UsageEvent {

    /**
     * Returns one line of JSON, without its end; {@code id} is unique to the call, amounts are whole units as text.
     *
     * @throws IllegalStateException if there is no usage: nothing has been settled
     */
    public String of(@Nullable UsageRow usage) {
        if (usage == null) {
            throw new IllegalStateException("variable 'usage' is not set: no call was settled before");
        }
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("id", usage.holdId());
        event.put("request_id", usage.requestId());
        event.put("owner", usage.owner());
        event.put("route", usage.route());
        event.put("model", usage.model());
        event.put("input_tokens", usage.tokens().input());
        event.put("output_tokens", usage.tokens().output());
        event.put("cache_write_tokens", usage.tokens().cacheWrite());
        event.put("cache_read_tokens", usage.tokens().cacheRead());
        event.put("duration_ms", usage.durationMs());
        event.put("first_token_ms", usage.firstTokenMs());
        event.put("outcome", usage.outcome().word());
        event.put("charge", usage.charge().toString());
        event.put("asset", usage.asset());
        event.put("price", usage.price());
        try {
            return StrictJson.mapper().writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("usage is not to be written as JSON", e);
        }
    }
}
