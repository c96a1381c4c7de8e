package ai.nemorouter.signup;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidSettingException;
import ai.nemorouter.sso.SelfMadeOrganizations;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the environment says about signing up, checked. A value that cannot be meant stops the
/// start.
@ApplicationScoped
class SignUpSettings {
  private static final String VARIABLE = "NEMOROUTER_SIGN_UP";
  private static final Money CREDIT_MAX = Money.ofUsd("10000");
  private static final Duration LIFETIME_MIN = Duration.ofDays(1);
  private static final Duration LIFETIME_MAX = Duration.ofDays(3_650);
  private static final int VERSION_LENGTH_MAX = 60;

  private final SignUpConfig config;
  private final TermsConfig terms;
  private final SelfMadeOrganizations selfMade;

  SignUpSettings(SignUpConfig config, TermsConfig terms, SelfMadeOrganizations selfMade) {
    this.config = config;
    this.terms = terms;
    this.selfMade = selfMade;
  }

  /// The terms that are in force.
  record Terms(String url, String version) {}

  void check(@Observes StartupEvent event) {
    credit();
    creditLifetime();
    terms();
    if (perDomain() < 1) {
      throw new InvalidSettingException(VARIABLE + "_PER_DOMAIN", "must be above 0");
    }
    if (isOpen()) {
      selfMade
          .obstacle()
          .ifPresent(obstacle -> {
            throw new InvalidSettingException(VARIABLE, obstacle);
          });
    }
  }

  boolean isOpen() {
    return switch (config.mode().strip().toLowerCase(Locale.ROOT)) {
      case "open" -> true;
      case "closed" -> false;
      default -> throw new InvalidSettingException(VARIABLE, "must be open or closed");
    };
  }

  /// In lower case; none for all.
  List<String> domains() {
    return config.domains().orElse(List.of()).stream()
        .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
        .filter(domain -> !domain.isEmpty())
        .toList();
  }

  int perDomain() {
    return config.perDomain();
  }

  Money credit() {
    try {
      Money credit = Money.parseTypedUsd(config.credit());
      if (!credit.isNegative() && credit.compareTo(CREDIT_MAX) <= 0) {
        return credit;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(VARIABLE + "_CREDIT", String.valueOf(e.getMessage()));
    }
    throw new InvalidSettingException(VARIABLE + "_CREDIT", "must be from 0 to 10000");
  }

  Duration creditLifetime() {
    Duration lifetime = config.creditLifetime();
    if (lifetime.compareTo(LIFETIME_MIN) < 0 || lifetime.compareTo(LIFETIME_MAX) > 0) {
      throw new InvalidSettingException(
          VARIABLE + "_CREDIT_LIFETIME", "must be from 1d to %dd".formatted(LIFETIME_MAX.toDays()));
    }
    return lifetime;
  }

  /// Null where there are none.
  @Nullable Terms terms() {
    String url = given(terms.url());
    String version = given(terms.version());
    if (url.isEmpty() && version.isEmpty()) {
      return null;
    }
    if (!isWebAddress(url)) {
      throw new InvalidSettingException(
          "NEMOROUTER_TERMS_URL", "must be a web address, as in https://example.com/terms");
    }
    if (version.isEmpty() || version.length() > VERSION_LENGTH_MAX) {
      throw new InvalidSettingException(
          "NEMOROUTER_TERMS_VERSION", "must name the version of the terms, as in 2026-11");
    }
    return new Terms(url, version);
  }

  private static String given(Optional<String> value) {
    return value.orElse("").strip();
  }

  private static boolean isWebAddress(String text) {
    try {
      URI address = URI.create(text);
      return address.getHost() != null
          && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
