package ai.nemorouter.signup;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/// Where the e-mail to an address arrives, however the address is written: providers ignore what
/// follows a plus sign, Gmail dots as well.
///
/// @param name the part before the @ as the provider reads it
/// @param domain in lower case
record Mailbox(String name, String domain) {
  private static final String GMAIL = "gmail.com";
  private static final Set<String> GMAIL_NAMES = Set.of(GMAIL, "googlemail.com");

  static Mailbox of(String email) {
    int at = email.lastIndexOf('@');
    String domain = ascii(email.substring(at + 1).toLowerCase(Locale.ROOT));
    String name = email.substring(0, at).toLowerCase(Locale.ROOT);
    int plus = name.indexOf('+');
    if (plus > 0) {
      name = name.substring(0, plus);
    }
    return GMAIL_NAMES.contains(domain)
        ? new Mailbox(name.replace(".", ""), GMAIL)
        : new Mailbox(name, domain);
  }

  /// What the database knows its owner by.
  String hash() {
    try {
      byte[] text = (name + "@" + domain).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String ascii(String domain) {
    String named = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    try {
      return IDN.toASCII(named).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return named;
    }
  }
}
