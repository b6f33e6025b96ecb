package dev.tollgate.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up; an interface, so that tests can have a name change its answer. */
@FunctionalInterface
interface Resolver {

    /**
     * All addresses that a name has now.
     *
     * @param host a name, or an address as text: IPv6 in brackets
     * @throws UnknownHostException if it has none, or nobody answers
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
