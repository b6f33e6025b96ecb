package dev.tollgate.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A resolver that knows what a test tells it. A name that is told several times gives its answers in turn, the last one
 * for ever.
 */
final class Names implements Resolver {

    private final Map<String, List<List<InetAddress>>> answers = new HashMap<>();
    private int lookUps;

    /** @param addresses as text */
    Names with(String host, String... addresses) {
        List<InetAddress> answer = new ArrayList<>();
        for (String address : addresses) {
            answer.add(address(address));
        }
        answers.computeIfAbsent(host, name -> new ArrayList<>()).add(answer);
        return this;
    }

    /** How many times anything was looked up. */
    synchronized int lookUps() {
        return lookUps;
    }

    @Override
    public synchronized List<InetAddress> resolve(String host) throws UnknownHostException {
        lookUps++;
        List<List<InetAddress>> known = answers.get(host);
        if (known == null) {
            throw new UnknownHostException(host);
        }
        return known.size() > 1 ? known.remove(0) : known.get(0);
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(text, e);
        }
    }
}
