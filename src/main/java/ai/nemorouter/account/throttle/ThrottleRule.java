package ai.nemorouter.account.throttle;

import ai.nemorouter.account.token.SecretTokens;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/// How often something may be tried within a time that begins with the first try.
///
/// @param what is counted, as in `address 192.0.2.1`; the database holds its hash only
public record ThrottleRule(String what, int tries, Duration window) {
  static final Duration QUARTER = Duration.ofMinutes(15);

  /// Wrong passwords for one account from one address.
  public static final int PASSWORDS_PER_ACCOUNT_AND_ADDRESS = 10;

  /// Wrong passwords from one address, for whichever account.
  static final int PASSWORDS_PER_ADDRESS = 50;

  /// Wrong passwords for one account from all the addresses that it did not sign in from before.
  public static final int PASSWORDS_PER_ACCOUNT = 100;

  /// Wrong codes for one account. Only who knows its password gets as far.
  public static final int CODES = 10;

  static final int CODES_PER_DAY = 50;

  /// Letters asked for from one address, and for one account.
  static final int RESETS_PER_ADDRESS = 10;

  static final int RESETS_PER_ACCOUNT = 3;

  /// Links that lead nowhere, tried from one address.
  static final int LINKS = 30;

  /// E-mails to people who sign up, asked for from one network, and for one address.
  static final int REGISTRATIONS_PER_NETWORK = 10;

  static final int REGISTRATIONS_PER_ADDRESS = 3;

  /// Organizations that people made themselves from one network.
  static final int SIGN_UPS_PER_NETWORK = 10;

  private static final int NETWORK_BYTES = 8;

  public static ThrottleRule passwordsOfBoth(String email, String address) {
    return new ThrottleRule(
        "both " + lower(email) + " " + address, PASSWORDS_PER_ACCOUNT_AND_ADDRESS, QUARTER);
  }

  public static ThrottleRule passwordsOfAddress(String address) {
    return new ThrottleRule("address " + address, PASSWORDS_PER_ADDRESS, QUARTER);
  }

  public static ThrottleRule passwordsOfAccount(String email) {
    return new ThrottleRule("account " + lower(email), PASSWORDS_PER_ACCOUNT, QUARTER);
  }

  public static ThrottleRule codes(String account) {
    return new ThrottleRule("codes " + account, CODES, QUARTER);
  }

  public static ThrottleRule codesOfDay(String account) {
    return new ThrottleRule("codes of day " + account, CODES_PER_DAY, Duration.ofDays(1));
  }

  public static ThrottleRule resetsOfAddress(String address) {
    return new ThrottleRule("resets from " + address, RESETS_PER_ADDRESS, Duration.ofHours(1));
  }

  public static ThrottleRule resetsOfAccount(String account) {
    return new ThrottleRule("resets of " + account, RESETS_PER_ACCOUNT, Duration.ofHours(1));
  }

  public static ThrottleRule registrationsOfAddress(String address) {
    return new ThrottleRule(
        "registrations from " + network(address), REGISTRATIONS_PER_NETWORK, Duration.ofHours(1));
  }

  public static ThrottleRule registrationsOf(String email) {
    return new ThrottleRule(
        "registrations of " + lower(email), REGISTRATIONS_PER_ADDRESS, Duration.ofHours(1));
  }

  /// Organizations that people make themselves, from one network.
  public static ThrottleRule signUpsOfAddress(String address) {
    return new ThrottleRule(
        "sign-ups from " + network(address), SIGN_UPS_PER_NETWORK, Duration.ofDays(1));
  }

  /// The same of people with addresses in one domain.
  public static ThrottleRule signUpsOfDomain(String domain, int tries) {
    return new ThrottleRule("sign-ups of " + lower(domain), tries, Duration.ofDays(1));
  }

  /// For links that came by e-mail, such as invitations: to be taken for each one that leads
  /// nowhere.
  public static ThrottleRule links(String address) {
    return new ThrottleRule("links " + address, LINKS, QUARTER);
  }

  /// For the codes of apps: to be taken for each one that cannot be used.
  public static ThrottleRule appCodes(String address) {
    return new ThrottleRule("app codes " + network(address), LINKS, QUARTER);
  }

  byte[] hash() {
    return SecretTokens.hash(what);
  }

  /// One household has as many IPv6 addresses as it likes, all in one network of 64 bits.
  static String network(String address) {
    try {
      return InetAddress.ofLiteral(address) instanceof Inet6Address wide
          ? HexFormat.of().formatHex(Arrays.copyOf(wide.getAddress(), NETWORK_BYTES))
          : address;
    } catch (IllegalArgumentException e) {
      return address;
    }
  }

  private static String lower(String email) {
    return email.toLowerCase(Locale.ROOT);
  }
}
