package ai.nemorouter.platform.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/// A range of IP addresses in CIDR notation, as `203.0.113.0/24` or `2001:db8::/32`; a single
/// address is a range too.
///
/// @param network the address with all bits behind the prefix cleared
/// @param prefix how many leading bits an address has to share
public record AddressRange(InetAddress network, int prefix) {
  /// Nothing that would make the resolver ask somebody.
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private static final int BITS = 8;

  /// Empty for what is not written so.
  public static Optional<AddressRange> parse(String text) {
    String[] parts = text.strip().split("/", -1);
    Optional<InetAddress> address = address(parts[0]);
    if (address.isEmpty() || parts.length > 2) {
      return Optional.empty();
    }
    int length = address.get().getAddress().length * BITS;
    int prefix = parts.length == 1 ? length : number(parts[1]);
    if (prefix < 0 || prefix > length) {
      return Optional.empty();
    }
    return Optional.of(new AddressRange(masked(address.get().getAddress(), prefix), prefix));
  }

  /// @param text an IP address; whatever is none is in no range
  public boolean contains(String text) {
    return address(text)
        .filter(address -> address.getAddress().length == network.getAddress().length)
        .filter(address -> masked(address.getAddress(), prefix).equals(network))
        .isPresent();
  }

  /// An address that maps IPv4 into IPv6 counts as the IPv4 address that it is.
  private static Optional<InetAddress> address(String text) {
    int zone = text.indexOf('%');
    String bare = zone < 0 ? text : text.substring(0, zone);
    if (!LITERAL.matcher(bare).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(bare));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static int number(String text) {
    try {
      return text.length() > 3 ? -1 : Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static InetAddress masked(byte[] address, int prefix) {
    byte[] network = address.clone();
    for (int i = 0; i < network.length; i++) {
      int kept = Math.clamp(prefix - (long) i * BITS, 0, BITS);
      network[i] = (byte) (network[i] & (0xff << (BITS - kept)));
    }
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address of another length", e);
    }
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }
}
