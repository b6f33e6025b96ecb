package dev.tollgate.edge;

import org.apache.catalina.connector.Connector;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * The product's port, which closes before the connections that came in through it do.
 *
 * <p>Stopping Tomcat closes both at once: whoever connects in that moment gets a reset in place of a refusal, and can't
 * know whether his request was executed.
 */
@Component
class ListeningPort {

    private final ApplicationContext context;

    ListeningPort(ApplicationContext context) {
        this.context = context;
    }

    /** From now on connections are refused; those that stand are served, each for one more request. */
    void close() {
        if (context instanceof WebServerApplicationContext web
                && web.getWebServer() instanceof TomcatWebServer server) {
            for (Connector connector : server.getTomcat().getService().findConnectors()) {
                connector.getProtocolHandler().closeServerSocketGraceful();
            }
        }
    }
}
