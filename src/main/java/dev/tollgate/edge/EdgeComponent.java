package dev.tollgate.edge;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Camel's {@code platform-http} with our engine under it and one parameter more, {@code maxBody}, such as 32MB. */
@Component("platform-http-component")
class EdgeComponent extends PlatformHttpComponent {

    private final EdgeProperties properties;

    EdgeComponent(EdgeEngine engine, EdgeProperties properties) {
        setEngine(engine);
        this.properties = properties;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Object maxBody = parameters.remove("maxBody");
        DataSize limit = maxBody == null ? properties.maxBody() : DataSize.parse(maxBody.toString());
        EdgeEndpoint endpoint = new EdgeEndpoint(uri, remaining, this, limit);
        endpoint.setPlatformHttpEngine(getEngine());
        setEndpointHeaderFilterStrategy(endpoint);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
