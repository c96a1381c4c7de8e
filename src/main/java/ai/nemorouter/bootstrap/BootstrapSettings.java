package ai.nemorouter.bootstrap;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidSettingException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The bootstrap variables, checked. An invalid value stops the start: otherwise it would go
/// unnoticed that an operator or a key was not made.
record BootstrapSettings(
    String organization,
    Money credit,
    @Nullable Operator operator,
    @Nullable String managementKey) {
  private static final String PREFIX = "NEMOROUTER_BOOTSTRAP_";
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}");
  private static final Money CREDIT_MAX = Money.ofUsd("1000000");
  private static final int NAME_LENGTH_MAX = 120;
  private static final int PASSWORD_LENGTH_MIN = 12;
  private static final int PASSWORD_LENGTH_MAX = 256;
  private static final int MANAGEMENT_KEY_LENGTH_MIN = 16;

  /// Who runs the installation. The password does not show where this is printed.
  record Operator(String email, String password) {
    String name() {
      return email.substring(0, email.indexOf('@'));
    }

    @Override
    public String toString() {
      return email;
    }
  }

  static BootstrapSettings of(BootstrapConfig config) {
    return new BootstrapSettings(
        organization(config.organization().strip()),
        credit(config.credit().strip()),
        operator(given(config.operatorEmail()), config.operatorPassword().orElse("")),
        managementKey(given(config.managementKey())));
  }

  private static String given(Optional<String> value) {
    return value.orElse("").strip();
  }

  private static String organization(String name) {
    if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
      throw wrong("ORGANIZATION", "must be a name of 1 to " + NAME_LENGTH_MAX + " characters");
    }
    return name;
  }

  private static Money credit(String usd) {
    try {
      Money credit = Money.ofUsd(new BigDecimal(usd));
      if (!credit.isNegative() && credit.compareTo(CREDIT_MAX) <= 0) {
        return credit;
      }
    } catch (IllegalArgumentException e) {
      throw wrong("CREDIT", "must be an amount of US dollars such as 1000 or 12.50, not " + usd);
    }
    throw wrong("CREDIT", "must be from 0 to 1000000 US dollars");
  }

  private static @Nullable Operator operator(String email, String password) {
    if (email.isEmpty() && password.isEmpty()) {
      return null;
    }
    if (!EMAIL.matcher(email).matches()) {
      throw wrong("OPERATOR_EMAIL", "must be an e-mail address such as ada@example.com");
    }
    if (password.length() < PASSWORD_LENGTH_MIN || password.length() > PASSWORD_LENGTH_MAX) {
      throw wrong(
          "OPERATOR_PASSWORD",
          "must have %d to %d characters".formatted(PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX));
    }
    return new Operator(email, password);
  }

  private static @Nullable String managementKey(String secret) {
    if (secret.isEmpty()) {
      return null;
    }
    if (secret.length() < MANAGEMENT_KEY_LENGTH_MIN) {
      throw wrong(
          "MANAGEMENT_KEY",
          "must have at least %d characters; take a random one, such as openssl rand -base64 32 prints"
              .formatted(MANAGEMENT_KEY_LENGTH_MIN));
    }
    if (secret.chars().anyMatch(letter -> letter <= ' ' || letter > '~')) {
      throw wrong("MANAGEMENT_KEY", "must be printable ASCII without spaces, to fit in a header");
    }
    return secret;
  }

  private static InvalidSettingException wrong(String variable, String problem) {
    return new InvalidSettingException(PREFIX + variable, problem);
  }
}
