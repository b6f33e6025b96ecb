package dev.tollgate.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection, kept alive: a request goes out, its answer comes in, and then the next. */
final class Connection {

    /** Gets what comes of a request. */
    interface Listener {

        /** The whole answer is there. */
        void answered(Connection connection, AnswerReader answer);

        /** There will be no answer, or no whole one; the connection is closed. */
        void failed(Connection connection, IOException failure);
    }

    private final Network network;
    private final int number;
    private final AnswerReader answer = new AnswerReader();
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable Listener listener;
    private BodyReader body = new ExpectedBody(new byte[0]);
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private long startNanos;
    private long firstByteNanos;

    Connection(Network network, int number) {
        this.network = network;
        this.number = number;
    }

    /**
     * Sends a request; its answer is told later, on the network's thread.
     *
     * @param start when it was due, which is what its latency counts from, {@link System#nanoTime}
     */
    void ask(byte[] request, long start, BodyReader bodyReader, Listener told) {
        startNanos = start;
        firstByteNanos = 0;
        unsent = ByteBuffer.wrap(request);
        body = bodyReader;
        listener = told;
        answer.reset();
        try {
            if (channel == null) {
                open();
            } else {
                write(channel);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    int number() {
        return number;
    }

    /** When the request was due. */
    long startNanos() {
        return startNanos;
    }

    /** When the body began to come in, or 0. */
    long firstByteNanos() {
        return firstByteNanos;
    }

    /** Handles what the selector found. */
    void ready(SelectionKey selected) {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            if (selected.isConnectable() && open.finishConnect()) {
                write(open);
            } else if (selected.isWritable()) {
                write(open);
            }
            if (selected.isValid() && selected.isReadable()) {
                read(open);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    void close() {
        SocketChannel open = channel;
        channel = null;
        listener = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // it is of no more use in any case
            }
        }
    }

    private void open() throws IOException {
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        opened.configureBlocking(false);
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = opened.register(network.selector(), SelectionKey.OP_CONNECT, this);
        if (opened.connect(network.server())) {
            write(opened);
        }
    }

    private void write(SocketChannel open) throws IOException {
        open.write(unsent);
        int interest = unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key != null && key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    private void read(SocketChannel open) throws IOException {
        ByteBuffer buffer = network.buffer().clear();
        int length = open.read(buffer);
        if (listener == null) {
            close(); // the server has ended a connection that nobody was using
        } else if (length < 0) {
            answer.endOfInput();
            done();
        } else {
            buffer.flip().get(network.bytes(), 0, length);
            answer.read(network.bytes(), length, this::part);
        }
        if (listener != null && answer.isDone()) {
            done();
        }
    }

    private void part(byte[] bytes, int from, int length) {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        body.part(bytes, from, length);
    }

    private void done() {
        Listener told = listener;
        if (answer.closes()) {
            close();
        }
        listener = null;
        if (told != null) {
            told.answered(this, answer);
        }
    }

    private void fail(IOException failure) {
        Listener told = listener;
        close();
        if (told != null) {
            told.failed(this, failure);
        }
    }
}
