package dev.tollgate.steps;

import dev.tollgate.edge.QueryString;
import dev.tollgate.json.JsonSchemas;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-json}: the body's bytes become a Map that fits a schema. */
@Component
class ReadJson {

    private final JsonSchemas schemas;

    ReadJson(JsonSchemas schemas) {
        this.schemas = schemas;
    }

    /**
     * @param schema {@code <family>/<name>}, the file {@code routes/<family>/schema/<name>.json}
     * @param form whether the fields may come as a form
     */
    public void read(Exchange exchange, String schema, boolean form) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        Map<String, Object> fields =
                form && isForm(exchange) ? schemas.read(schema, QueryString.form(body)) : schemas.read(schema, body);
        exchange.getMessage().setBody(fields);
    }

    private static boolean isForm(Exchange exchange) {
        String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, "", String.class);
        return type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }
}
