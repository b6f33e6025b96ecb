package dev.tollgate.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** All connections of a load, on one thread. */
final class Network implements AutoCloseable {

    private static final int READ_BYTES = 64 * 1024;

    private final Selector selector;
    private final InetSocketAddress server;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] bytes = new byte[READ_BYTES];
    private final List<Connection> connections = new ArrayList<>();

    Network(InetSocketAddress server) throws IOException {
        this.server = server;
        this.selector = Selector.open();
    }

    /**
     * A connection that opens itself when it is first used.
     *
     * @param number by which its user knows it
     */
    Connection connection(int number) {
        Connection connection = new Connection(this, number);
        connections.add(connection);
        return connection;
    }

    /** Handles what has happened on the connections, or waits for something to happen. */
    void await(long millisMax) throws IOException {
        selector.select(this::handle, Math.max(1, millisMax));
    }

    /** Ends a wait, from any thread. */
    void wakeUp() {
        selector.wakeup();
    }

    InetSocketAddress server() {
        return server;
    }

    Selector selector() {
        return selector;
    }

    /** A buffer for what is just being read. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** The same for code that wants an array. */
    byte[] bytes() {
        return bytes;
    }

    private void handle(SelectionKey key) {
        if (key.isValid() && key.attachment() instanceof Connection connection) {
            connection.ready(key);
        }
    }

    @Override
    public void close() throws IOException {
        connections.forEach(Connection::close);
        selector.close();
    }
}
