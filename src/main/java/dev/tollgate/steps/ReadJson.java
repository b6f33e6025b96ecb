package dev.tollgate.steps;

import dev.tollgate.json.JsonSchemas;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-json}: the body's bytes become a Map that fits a schema. */
@Component
class ReadJson {

    private final JsonSchemas schemas;

    ReadJson(JsonSchemas schemas) {
        this.schemas = schemas;
    }

    /** @param schema {@code <family>/<name>}, the file {@code routes/<family>/schema/<name>.json} */
    public void read(Exchange exchange, String schema) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        exchange.getMessage().setBody(schemas.read(schema, body));
    }
}
