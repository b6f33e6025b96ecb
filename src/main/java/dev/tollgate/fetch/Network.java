package dev.tollgate.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses that begin with the same bits, as CIDR writes them.
 *
 * @param prefix 4 or 16 bytes
 * @param bits how many of them count
 */
record Network(byte[] prefix, int bits) {

    /** @param cidr such as {@code 10.0.0.0/8}; an address, not a name */
    static Network of(String cidr) {
        String[] parts = cidr.split("/", 2);
        try {
            return new Network(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a network: " + cidr, e);
        }
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
