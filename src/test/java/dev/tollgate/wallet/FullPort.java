package dev.tollgate.wallet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose queue of connections is full: one more is neither accepted nor refused. */
final class FullPort implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 20;
    private static final int CONNECT_MS = 200;

    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();

    private FullPort(ServerSocket listener) {
        this.listener = listener;
    }

    static FullPort open() {
        try {
            FullPort port = new FullPort(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            port.fill();
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private void fill() throws IOException {
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), CONNECT_MS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new IOException("the port takes any number of connections");
    }

    @Override
    public void close() {
        try {
            for (Socket socket : waiting) {
                socket.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
