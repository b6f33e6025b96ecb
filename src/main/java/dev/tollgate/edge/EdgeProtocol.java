package dev.tollgate.edge;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 with two things more: its requests wait for their turn before they get a thread, and a client's
 * connection can be ended while a thread is blocked writing to it.
 *
 * <p>Tomcat's write time-out starts anew whenever the client takes a byte. Closing Tomcat's own socket from another
 * thread would give its buffers to somebody else while the blocked thread still uses them; the operating system's
 * socket may be shut from any thread, and the blocked one wakes with an exception.
 */
public final class EdgeProtocol extends Http11NioProtocol {

    /** For Tomcat, which finds it by its name. */
    public EdgeProtocol() {
        super(new TurnsEndpoint());
    }

    /** Lets requests in by turns; before the start. */
    void admitBy(Workload workload) {
        if (getEndpoint() instanceof TurnsEndpoint endpoint) {
            endpoint.workload = workload;
        }
    }

    /** Ends the connection from this address and port, if there is one. Costs a look at every connection. */
    void cut(String address, int port) throws IOException {
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            SocketChannel channel = connection.getSocket().getIOChannel();
            if (channel != null && connection.getRemotePort() == port && address.equals(connection.getRemoteAddr())) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0); // what it hasn't read is forgotten at the close
                channel.shutdownOutput();
            }
        }
    }

    /** Hands what has come on a connection over to the threads, but by turns. */
    private static final class TurnsEndpoint extends NioEndpoint {

        private @Nullable Workload workload;

        @Override
        public @Nullable Executor getExecutor() {
            Executor threads = super.getExecutor();
            Workload turns = workload;
            return threads == null || turns == null ? threads : request -> turns.execute(request, threads);
        }
    }
}
