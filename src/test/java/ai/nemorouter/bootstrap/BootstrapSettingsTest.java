package ai.nemorouter.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidSettingException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapSettingsTest {
  @Test
  void withoutVariablesThereIsAnOrganizationWithCreditAndNobodyElse() {
    assertThat(settings(Map.of()))
        .isEqualTo(new BootstrapSettings("My organization", Money.ofUsd("1000"), null, null));
  }

  @Test
  void everyVariableIsRead() {
    BootstrapSettings settings =
        settings(
            Map.of(
                "organization", " Globex ",
                "credit", "12.50",
                "operator-email", "ada@example.com",
                "operator-password", "correct horse battery",
                "management-key", "0123456789abcdef01234567"));

    assertThat(settings)
        .isEqualTo(
            new BootstrapSettings(
                "Globex",
                Money.ofUsd("12.5"),
                new BootstrapSettings.Operator("ada@example.com", "correct horse battery"),
                "0123456789abcdef01234567"));
    assertThat(String.valueOf(settings.operator())).isEqualTo("ada@example.com");
  }

  @Test
  void anEmptyVariableIsLikeNone() {
    assertThat(settings(Map.of("operator-email", "", "management-key", "")))
        .isEqualTo(settings(Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "credit, a lot, NEMOROUTER_BOOTSTRAP_CREDIT",
    "credit, -1, NEMOROUTER_BOOTSTRAP_CREDIT",
    "credit, 1000001, NEMOROUTER_BOOTSTRAP_CREDIT",
    "credit, 0.0000000001, NEMOROUTER_BOOTSTRAP_CREDIT",
    "organization, ' ', NEMOROUTER_BOOTSTRAP_ORGANIZATION",
    "operator-email, ada, NEMOROUTER_BOOTSTRAP_OPERATOR_EMAIL",
    "operator-email, ada@example.com, NEMOROUTER_BOOTSTRAP_OPERATOR_PASSWORD",
    "operator-password, correct horse battery, NEMOROUTER_BOOTSTRAP_OPERATOR_EMAIL",
    "management-key, too short, NEMOROUTER_BOOTSTRAP_MANAGEMENT_KEY",
    "management-key, with spaces in its long middle, NEMOROUTER_BOOTSTRAP_MANAGEMENT_KEY"
  })
  void aWrongValueNamesItsVariable(String name, String value, String variable) {
    assertThatThrownBy(() -> settings(Map.of(name, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(variable + " must");
  }

  @Test
  void aShortPasswordIsWrong() {
    assertThatThrownBy(() ->
            settings(Map.of("operator-email", "ada@example.com", "operator-password", "seven77")))
        .hasMessageStartingWith("NEMOROUTER_BOOTSTRAP_OPERATOR_PASSWORD must")
        .hasMessageNotContaining("seven77");
  }

  private static BootstrapSettings settings(Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    values.forEach((name, value) -> properties.put("nemorouter.bootstrap." + name, value));
    BootstrapConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(BootstrapConfig.class)
            .withSources(new PropertiesConfigSource(properties, "test", 100))
            .build()
            .getConfigMapping(BootstrapConfig.class);
    return BootstrapSettings.of(config);
  }
}
