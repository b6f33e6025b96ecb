package dev.tollgate.edge;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** The connections of clients on the product's port, to end one that keeps a thread for too long. */
@Component
class ClientConnections implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

    private final Workload workload;
    private final List<EdgeProtocol> protocols = new CopyOnWriteArrayList<>();

    ClientConnections(Workload workload) {
        this.workload = workload;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(EdgeProtocol.class.getName());
        factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof EdgeProtocol protocol) {
                protocol.admitBy(workload);
                protocols.add(protocol);
            }
        });
    }

    /** Ends the connection from this address and port; a thread that writes to it gets an exception. */
    void cut(String address, int port) {
        for (EdgeProtocol protocol : protocols) {
            try {
                protocol.cut(address, port);
            } catch (IOException e) {
                LOG.debug("a client's connection was gone before it was cut: {}", e.toString());
            }
        }
    }
}
