package dev.tollgate.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A way to the database that can fall silent: what is sent arrives, what is answered doesn't, and nothing is closed. */
final class SilentFlow implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("//([^:/]+):([0-9]+)/");

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final String jdbcUrl;
    private final String host;
    private final int port;
    private volatile int accepted;
    private volatile int silentUpTo;

    SilentFlow(String databaseUrl) throws IOException {
        Matcher address = ADDRESS.matcher(databaseUrl);
        if (!address.find()) {
            throw new IllegalArgumentException(databaseUrl);
        }
        host = address.group(1);
        port = Integer.parseInt(address.group(2));
        jdbcUrl = address.replaceFirst("//127.0.0.1:" + door.getLocalPort() + "/");
        start(this::accept);
    }

    String jdbcUrl() {
        return jdbcUrl;
    }

    /** Drops what is answered on the connections that there are; new ones work. */
    void fallSilent() {
        silentUpTo = accepted;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            Socket server = new Socket(host, port);
            sockets.add(client);
            sockets.add(server);
            int number = ++accepted;
            InputStream questions = client.getInputStream();
            OutputStream asked = server.getOutputStream();
            start(() -> questions.transferTo(asked));
            start(() -> answer(number, server.getInputStream(), client.getOutputStream()));
        }
    }

    private void answer(int number, InputStream from, OutputStream to) throws IOException {
        byte[] bytes = new byte[8192];
        for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
            if (number > silentUpTo) {
                to.write(bytes, 0, read);
            }
        }
    }

    private static void start(Transfer transfer) {
        var thread = new Thread(() -> {
            try {
                transfer.run();
            } catch (IOException e) {
                // One of the two ends has closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Transfer {
        void run() throws IOException;
    }
}
