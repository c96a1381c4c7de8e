package ai.nemorouter.account;

import java.time.Duration;
import java.util.Locale;

/// How often something may be tried within a time that begins with the first try.
///
/// @param what is counted, as in `address 192.0.2.1`; the database holds its hash only
public record Allowance(String what, int tries, Duration window) {
  static final Duration QUARTER = Duration.ofMinutes(15);

  /// Wrong passwords for one account from one address.
  static final int PASSWORDS_PER_ACCOUNT_AND_ADDRESS = 10;

  /// Wrong passwords from one address, for whichever account.
  static final int PASSWORDS_PER_ADDRESS = 50;

  /// Wrong passwords for one account from all the addresses that it did not sign in from before.
  static final int PASSWORDS_PER_ACCOUNT = 100;

  /// Wrong codes for one account. Only who knows its password gets as far.
  static final int CODES = 10;

  static final int CODES_PER_DAY = 50;

  /// Letters asked for from one address, and for one account.
  static final int RESETS_PER_ADDRESS = 10;

  static final int RESETS_PER_ACCOUNT = 3;

  /// Links that lead nowhere, tried from one address.
  static final int LINKS = 30;

  static Allowance passwordsOfBoth(String email, String address) {
    return new Allowance(
        "both " + lower(email) + " " + address, PASSWORDS_PER_ACCOUNT_AND_ADDRESS, QUARTER);
  }

  static Allowance passwordsOfAddress(String address) {
    return new Allowance("address " + address, PASSWORDS_PER_ADDRESS, QUARTER);
  }

  static Allowance passwordsOfAccount(String email) {
    return new Allowance("account " + lower(email), PASSWORDS_PER_ACCOUNT, QUARTER);
  }

  static Allowance codes(String account) {
    return new Allowance("codes " + account, CODES, QUARTER);
  }

  static Allowance codesOfDay(String account) {
    return new Allowance("codes of day " + account, CODES_PER_DAY, Duration.ofDays(1));
  }

  static Allowance resetsOfAddress(String address) {
    return new Allowance("resets from " + address, RESETS_PER_ADDRESS, Duration.ofHours(1));
  }

  static Allowance resetsOfAccount(String account) {
    return new Allowance("resets of " + account, RESETS_PER_ACCOUNT, Duration.ofHours(1));
  }

  /// For links that came by e-mail, such as invitations: to be taken for each one that leads
  /// nowhere.
  public static Allowance links(String address) {
    return new Allowance("links " + address, LINKS, QUARTER);
  }

  byte[] hash() {
    return Tokens.hash(what);
  }

  private static String lower(String email) {
    return email.toLowerCase(Locale.ROOT);
  }
}
