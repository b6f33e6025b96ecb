package dev.tollgate.edge;

import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** Leaves Tomcat as little as possible to refuse by itself, and has it say the rest in JSON. For both ports. */
final class StrictTomcat implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(StrictTomcat::handOver);
        factory.addContextCustomizers(StrictTomcat::answerInJson);
    }

    private static void handOver(Connector connector) {
        connector.setAllowTrace(true); // the route table answers it, as every other wrong method: 405
        connector.setProperty("maxHeaderCount", "-1"); // their size is limited, by the edge
        // A body that is refused unread must not be asked for first.
        connector.setProperty("continueResponseTiming", "onRead");
    }

    /** Without error pages: a page would be looked up like a request and turn every error into its own 404. */
    private static void answerInJson(Context context) {
        for (ErrorPage page : context.findErrorPages()) {
            context.removeErrorPage(page);
        }
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(JsonErrorValve.class.getName());
        }
    }
}
