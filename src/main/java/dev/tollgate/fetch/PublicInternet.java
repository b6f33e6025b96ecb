package dev.tollgate.fetch;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that anybody's server may have, by IANA's registries of special-purpose addresses.
 *
 * <p>Of IPv6 only what is assigned as global unicast belongs to it. So an IPv4 address inside an IPv6 one (mapped,
 * compatible, NAT64, Teredo, 6to4) never does, whichever it is: what it leads to is somebody else's decision.
 */
final class PublicInternet {

    private static final List<Network> NOT_PUBLIC = networks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by a carrier's customers
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // Azure's virtual machines reach their host by it
            "169.254.0.0/16", // link-local, the clouds' metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, broadcast
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    private static final Network GLOBAL_UNICAST = Network.of("2000::/3");
    private static final int IPV4_BYTES = 4;

    private PublicInternet() {}

    static boolean includes(InetAddress address) {
        byte[] bytes = address.getAddress();
        return (bytes.length == IPV4_BYTES || GLOBAL_UNICAST.contains(bytes))
                && NOT_PUBLIC.stream().noneMatch(network -> network.contains(bytes));
    }

    private static List<Network> networks(String... cidrs) {
        return Stream.of(cidrs).map(Network::of).toList();
    }
}
