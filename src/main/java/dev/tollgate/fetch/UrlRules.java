package dev.tollgate.fetch;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which URLs of strangers may be fetched: https on port 443 or 8443, to a host on the public internet.
 *
 * <p>It doesn't hunt for the many ways of writing an address. What isn't a plain name, a plain IPv4 address (four decimal
 * numbers without leading zeros) or an IPv6 address in brackets is refused, whatever it may lead to.
 */
public final class UrlRules {

    /** Longest URL, in characters. */
    public static final int LENGTH_MAX = 2_048;

    /** Others are for whoever wants to see which ports of whom are open. */
    private static final Set<Integer> PORTS = Set.of(-1, 443, 8443);

    private static final Duration LOOK_UP_MAX = Duration.ofSeconds(2);
    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[!-~]+");
    private static final Pattern LABELS = Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

    /** Names that mean something in a local network alone. */
    private static final Pattern LOCAL = Pattern.compile("(.*\\.)?(localdomain|local|internal|home\\.arpa)");

    private static final Pattern LOCALHOST = Pattern.compile("(.*\\.)?localhost");

    private final boolean allowLoopback;
    private final Resolver resolver;
    private final TimeLimit lookUps;

    /** @param allowLoopback whether loopback addresses, plain http and any port are allowed too */
    UrlRules(boolean allowLoopback, Resolver resolver, TimeLimit lookUps) {
        this.allowLoopback = allowLoopback;
        this.resolver = resolver;
        this.lookUps = lookUps;
    }

    /**
     * Checks a URL as far as it can be known now: what it says, and all addresses of its host. A name that doesn't
     * resolve within 2 s passes; it is judged when it is fetched.
     *
     * @throws UrlRefused if it is never fetched
     */
    public void check(@Nullable String url) {
        String host = parsed(url).getHost();
        try {
            lookUps.within(LOOK_UP_MAX, () -> addresses(host));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UrlRefused refused) {
                throw refused;
            }
        } catch (TimeoutException | RejectedExecutionException e) {
            return; // not known now
        }
    }

    /**
     * Checks what the URL says, without a look-up.
     *
     * @return the same, without what stands behind #
     */
    URI parsed(@Nullable String url) {
        if (url == null
                || url.length() > LENGTH_MAX
                || !PRINTABLE_ASCII.matcher(url).matches()) {
            throw new UrlRefused("must be a URL of at most " + LENGTH_MAX + " printable ASCII characters");
        }
        URI uri;
        try {
            uri = new URI(url.replaceFirst("#.*", ""));
        } catch (URISyntaxException e) {
            throw new UrlRefused("must be a URL");
        }
        if (!isScheme(uri.getScheme())) {
            throw new UrlRefused("must begin with https://");
        }
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null) {
            throw new UrlRefused("must have a plain host name, and no user name before it");
        }
        if (!allowLoopback && !PORTS.contains(uri.getPort())) {
            throw new UrlRefused("must be on port 443 or 8443");
        }
        checkHost(host.toLowerCase(Locale.ROOT));
        return uri;
    }

    /**
     * All addresses of a host.
     *
     * @throws UrlRefused if one of them, any one, is none to fetch from
     * @throws UnknownHostException if it has none now
     */
    List<InetAddress> addresses(String host) throws UnknownHostException {
        List<InetAddress> addresses = resolver.resolve(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException("no address");
        }
        addresses.forEach(this::checkAddress);
        return addresses;
    }

    private boolean isScheme(@Nullable String scheme) {
        return "https".equalsIgnoreCase(scheme) || (allowLoopback && "http".equalsIgnoreCase(scheme));
    }

    private void checkHost(String host) {
        if (host.startsWith("[") || IPV4.matcher(host).matches()) {
            checkLiteral(host);
            return;
        }
        boolean localhost = LOCALHOST.matcher(host).matches();
        if (localhost && allowLoopback) {
            return;
        }
        if (localhost || LOCAL.matcher(host).matches() || !LABELS.matcher(host).matches()) {
            throw notPublic();
        }
    }

    private void checkLiteral(String host) {
        if (host.contains("%") || !(host.startsWith("[") || isPlainIpv4(host))) {
            throw notPublic();
        }
        try {
            checkAddress(InetAddress.getByName(host)); // an address as text: nobody is asked
        } catch (UnknownHostException e) {
            throw notPublic();
        }
    }

    private static boolean isPlainIpv4(String host) {
        List<String> numbers = List.of(host.split("\\.", -1));
        return numbers.size() == 4
                && numbers.stream().allMatch(number -> NUMBER.matcher(number).matches());
    }

    private void checkAddress(InetAddress address) {
        if (!PublicInternet.includes(address) && !(allowLoopback && address.isLoopbackAddress())) {
            throw notPublic();
        }
    }

    private static UrlRefused notPublic() {
        return new UrlRefused("must have a host on the public internet");
    }
}
