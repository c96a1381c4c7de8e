package ai.nemorouter.signup;

import ai.nemorouter.sso.SelfMadeOrganizations;
import io.quarkus.arc.Arc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What an operator may write into the environment about signing up.
record GivenSettings(String mode, String credit, List<String> only, String url, String version) {
  static final GivenSettings OPEN =
      new GivenSettings("open", "5", List.of(), "https://example.com/terms", "2026-11");

  GivenSettings withMode(String other) {
    return new GivenSettings(other, credit, only, url, version);
  }

  GivenSettings withCredit(String other) {
    return new GivenSettings(mode, other, only, url, version);
  }

  GivenSettings withDomains(String... others) {
    return new GivenSettings(mode, credit, List.of(others), url, version);
  }

  GivenSettings withTerms(String otherUrl, String otherVersion) {
    return new GivenSettings(mode, credit, only, otherUrl, otherVersion);
  }

  SignUpSettings settings() {
    return new SignUpSettings(
        new SignUpConfig() {
          @Override
          public String mode() {
            return mode;
          }

          @Override
          public Optional<List<String>> domains() {
            return Optional.of(only);
          }

          @Override
          public String credit() {
            return credit;
          }

          @Override
          public Duration creditLifetime() {
            return Duration.ofDays(90);
          }

          @Override
          public int perDomain() {
            return 20;
          }
        },
        new TermsConfig() {
          @Override
          public Optional<String> url() {
            return Optional.of(url);
          }

          @Override
          public Optional<String> version() {
            return Optional.of(version);
          }
        },
        Arc.container().instance(SelfMadeOrganizations.class).get());
  }
}
