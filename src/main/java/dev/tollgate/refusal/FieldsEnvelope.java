package dev.tollgate.refusal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * FastAPI's envelope with its validation errors: {@code {"detail": "…"}}, and 422 with {@code {"detail": [{"type", "loc",
 * "msg"}]}} where a field is wrong.
 */
@Component
class FieldsEnvelope implements Envelope {

    private static final int UNPROCESSABLE = 422;

    @Override
    public String name() {
        return "fields";
    }

    @Override
    public int status(Refusal refusal) {
        return refusal instanceof InvalidField ? UNPROCESSABLE : refusal.status();
    }

    @Override
    public Map<String, Object> body(Refusal refusal, String requestId) {
        Object detail = refusal instanceof InvalidField invalid ? List.of(problem(invalid)) : refusal.message();
        return Map.of("detail", detail);
    }

    private static Map<String, Object> problem(InvalidField invalid) {
        List<Object> location = new ArrayList<>();
        location.add(invalid.place());
        if (!invalid.field().equals(invalid.place())) {
            location.addAll(List.of(invalid.field().split("[./]")));
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "value_error");
        problem.put("loc", location);
        problem.put("msg", invalid.problem());
        return problem;
    }
}
