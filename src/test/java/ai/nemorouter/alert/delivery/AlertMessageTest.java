package ai.nemorouter.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.alert.Alert;
import ai.nemorouter.alert.AlertText;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.webhook.SigningSecret;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertMessageTest {
  private static final UUID ID = UUID.fromString("01990000-0000-7000-8000-000000000001");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");
  private static final Organization GLOBEX =
      new Organization(
          ID, "globex", "Globex & <Sons>", "Europe/Berlin", false, null, null, null, null, null);

  /// The example of the Standard Webhooks specification.
  @Test
  void aSignatureIsTheOneThatEveryLibraryExpects() {
    SigningSecret secret = new SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assertThat(secret.toString()).doesNotContain("MfKQ");
    assertThat(SigningSecret.random()).isNotEqualTo(SigningSecret.random());
  }

  @ParameterizedTest
  @CsvSource({
    "1,1st", "2,2nd", "3,3rd", "4,4th", "11,11th", "12,12th", "13,13th", "21,21st", "22,22nd",
    "23,23rd", "30,30th", "31,31st"
  })
  void aDayIsAnOrdinal(int day, String ordinal) {
    assertThat(AlertText.ordinal(day)).isEqualTo(ordinal);
  }

  @Test
  void aForecastNamesTheDayInTheOrganizationsZone() {
    Alert month =
        forecast(Period.MONTH, Scope.Kind.TEAM, false, Instant.parse("2026-05-18T22:30:00Z"));
    Alert day = forecast(Period.DAY, Scope.Kind.KEY, false, Instant.parse("2026-05-10T13:20:00Z"));
    Alert credit =
        forecast(
            Period.TOTAL, Scope.Kind.ORGANIZATION, true, Instant.parse("2026-05-31T10:00:00Z"));

    assertThat(AlertText.sentences(month, BERLIN))
        .isEqualTo(
            "At this pace the month's budget of team “Search” ends on the 19th of May: $3.00 of $10.00.");
    assertThat(AlertText.headline(day, BERLIN))
        .isEqualTo("At this pace the day's budget of key “Search” ends at 15:20 (Europe/Berlin)");
    assertThat(AlertText.headline(credit, BERLIN))
        .isEqualTo("At the pace of the last days the credit ends on the 31st of May");
  }

  @Test
  void aLimitUsedUpSaysUntilWhenCallsAreRefused() {
    assertThat(AlertText.sentences(threshold(100, "gpt-5", null), BERLIN))
        .isEqualTo(
            "Team “Search” has used all of its monthly budget for gpt-5: $3.00 of $10.00. Calls are refused until"
                + " 1 June 2026, 00:00 (Europe/Berlin), or until the limit is raised.");
    assertThat(AlertText.headline(threshold(80, null, "openai"), BERLIN))
        .isEqualTo("Team “Search” has used 80 % of its monthly budget at openai");
  }

  @Test
  void aMessageEscapesForSlackAndKeepsItsSubjectInOneLine() {
    AlertMessage test =
        AlertMessage.test(ID, GLOBEX, Optional.of(URI.create("https://nemo.example.com/")), NOW);
    Alert odd = named("Bcc: x\r\nBcc: y");

    assertThat(test.slack().path("text").asText()).contains("Globex &amp; &lt;Sons&gt;");
    assertThat(test.event().path("data").path("organization").path("name").asText())
        .isEqualTo("Globex & <Sons>");
    assertThat(test.mail()).contains("https://nemo.example.com/o/globex/alerts");
    assertThat(test.id()).isEqualTo("msg_01990000000070008000000000000001");
    assertThat(AlertMessage.of(odd, ID, GLOBEX, Optional.empty()).subject())
        .doesNotContain("\n", "\r");
  }

  @Test
  void aForecastsEventHasItsMomentAndDay() {
    AlertMessage message =
        AlertMessage.of(
            forecast(Period.MONTH, Scope.Kind.TEAM, false, Instant.parse("2026-05-18T22:30:00Z")),
            ID,
            GLOBEX,
            Optional.empty());

    assertThat(message.event().path("type").asText()).isEqualTo("limit.forecast");
    assertThat(message.event().path("data").path("expected_at").asText())
        .isEqualTo("2026-05-18T22:30:00Z");
    assertThat(message.event().path("data").path("expected_on").asText()).isEqualTo("2026-05-19");
    assertThat(message.event().path("data").has("url")).isFalse();
  }

  private static Alert forecast(Period period, Scope.Kind scope, boolean credit, Instant expected) {
    return alert(Alert.Kind.FORECAST, 0, scope, "Search", credit, period, null, null, expected);
  }

  private static Alert threshold(int percent, @Nullable String model, @Nullable String provider) {
    return alert(
        Alert.Kind.THRESHOLD,
        percent,
        Scope.Kind.TEAM,
        "Search",
        false,
        Period.MONTH,
        model,
        provider,
        null);
  }

  private static Alert named(String name) {
    return alert(
        Alert.Kind.THRESHOLD, 50, Scope.Kind.TEAM, name, false, Period.MONTH, null, null, null);
  }

  private static Alert alert(
      Alert.Kind kind,
      int threshold,
      Scope.Kind scope,
      String name,
      boolean credit,
      Period period,
      @Nullable String model,
      @Nullable String provider,
      @Nullable Instant expected) {
    return new Alert(
        ID,
        kind,
        threshold,
        ID,
        scope,
        ID,
        name,
        credit,
        Unit.USD,
        period,
        model,
        provider,
        10_000_000_000L,
        3_000_000_000L,
        Instant.parse("2026-04-30T22:00:00Z"),
        Instant.parse("2026-05-31T22:00:00Z"),
        expected,
        NOW);
  }
}
