package ai.nemorouter.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidSettingException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/// What the environment may say, and what stops the start.
@QuarkusTest
class SignUpSettingsTest {
  @Test
  void theEnvironmentOfTheTestsIsRead() {
    assertThat(GivenSettings.OPEN.settings().isOpen()).isTrue();
    assertThat(GivenSettings.OPEN.settings().credit()).isEqualTo(Money.ofUsd("5"));
    assertThatCode(() -> check(GivenSettings.OPEN)).doesNotThrowAnyException();
    assertThatCode(() -> check(GivenSettings.OPEN.withMode(" Closed ").withTerms("", "")))
        .doesNotThrowAnyException();
  }

  @Test
  void whatCannotBeMeantStopsTheStart() {
    expectRefusal(GivenSettings.OPEN.withMode("yes"), "NEMOROUTER_SIGN_UP must be open or closed");
    expectRefusal(GivenSettings.OPEN.withCredit("-1"), "NEMOROUTER_SIGN_UP_CREDIT");
    expectRefusal(GivenSettings.OPEN.withCredit("20000"), "NEMOROUTER_SIGN_UP_CREDIT");
    expectRefusal(GivenSettings.OPEN.withCredit("five"), "NEMOROUTER_SIGN_UP_CREDIT");
    expectRefusal(GivenSettings.OPEN.withTerms("/terms", "1"), "NEMOROUTER_TERMS_URL");
    expectRefusal(GivenSettings.OPEN.withTerms("javascript:alert(1)", "1"), "NEMOROUTER_TERMS_URL");
    expectRefusal(
        GivenSettings.OPEN.withTerms("https://example.com/terms", ""), "NEMOROUTER_TERMS_VERSION");
    expectRefusal(GivenSettings.OPEN.withTerms("", "1"), "NEMOROUTER_TERMS_URL");
  }

  private static void expectRefusal(GivenSettings given, String message) {
    assertThatThrownBy(() -> check(given))
        .as("%s", given)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(message);
  }

  private static void check(GivenSettings given) {
    given.settings().check(new StartupEvent());
  }
}
