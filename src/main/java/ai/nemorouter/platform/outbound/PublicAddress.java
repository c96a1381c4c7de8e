package ai.nemorouter.platform.outbound;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Tells addresses of the public internet from those that only this machine, its network or its
/// cloud can reach: users must not be able to make us connect to the latter. The ranges are IANA's
/// registries of special-purpose addresses, and the host services of clouds that lie outside of
/// them.
public final class PublicAddress {
  private static final List<Range> NOT_PUBLIC =
      List.of(
          Range.of("0.0.0.0/8"),
          Range.of("10.0.0.0/8"),
          Range.of("100.64.0.0/10"),
          Range.of("127.0.0.0/8"),
          // Azure's host service, reachable from every machine there.
          Range.of("168.63.129.16/32"),
          Range.of("169.254.0.0/16"),
          Range.of("172.16.0.0/12"),
          Range.of("192.0.0.0/24"),
          Range.of("192.0.2.0/24"),
          Range.of("192.88.99.0/24"),
          Range.of("192.168.0.0/16"),
          Range.of("198.18.0.0/15"),
          Range.of("198.51.100.0/24"),
          Range.of("203.0.113.0/24"),
          Range.of("224.0.0.0/3"),
          // Within global unicast: special registrations and Teredo, documentation, 6to4.
          Range.of("2001:0:0:0:0:0:0:0/23"),
          Range.of("2001:db8:0:0:0:0:0:0/32"),
          Range.of("2002:0:0:0:0:0:0:0/16"),
          Range.of("3fff:0:0:0:0:0:0:0/20"));

  /// All that is allotted for global use; loopback, mapped, translated, unique local, link-local
  /// and multicast addresses lie outside.
  private static final Range GLOBAL_UNICAST = Range.of("2000:0:0:0:0:0:0:0/3");

  private PublicAddress() {}

  public static boolean is(InetAddress address) {
    boolean global = address instanceof Inet4Address || GLOBAL_UNICAST.contains(address);
    return global && NOT_PUBLIC.stream().noneMatch(range -> range.contains(address));
  }

  private record Range(int bytes, BigInteger network, int hostBits) {
    static Range of(String notation) {
      String[] parts = notation.split("/", 2);
      try {
        byte[] address = InetAddress.getByName(parts[0]).getAddress();
        int hostBits = address.length * Byte.SIZE - Integer.parseInt(parts[1]);
        return new Range(address.length, new BigInteger(1, address).shiftRight(hostBits), hostBits);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(notation, e);
      }
    }

    boolean contains(InetAddress address) {
      byte[] own = address.getAddress();
      return own.length == bytes && new BigInteger(1, own).shiftRight(hostBits).equals(network);
    }
  }
}
