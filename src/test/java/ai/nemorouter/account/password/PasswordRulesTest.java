package ai.nemorouter.account.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.InvalidSettingException;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
  private static final String EMAIL = "grace@example.com";
  private static final String NAME = "Grace Hopper";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seven ducks over the quiet mill",
        "twelve chars",
        "дванадцять качок",
        "kR7#vQ2!mZ9x",
        "918273645546"
      })
  void aLongPasswordThatNobodyUsesWillDoWhateverItIsMadeOf(String password) {
    assertThatCode(() -> rules(Optional.empty()).checkOrThrow(password, EMAIL, NAME))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eleven char | Choose a password of 12 to 256 characters",
        "correct horse battery staple | on a list of those that became known",
        "CorrectHorseBatteryStaple | on a list of those that became known",
        "password2026! | one of the commonest passwords with something around it",
        "2026-dragon-2026 | one of the commonest passwords with something around it",
        "monkeymonkey | one of the commonest passwords",
        "aaaaaaaaaaaaaaaa | repeats or counts up",
        "121212121212121212 | repeats or counts up",
        "123456789012 | repeats or counts up",
        "abcdefghijklmnop | repeats or counts up",
        "mill of grace and ducks | Leave “grace” out of it",
        "ducks of hopper over mill | Leave “Hopper” out of it",
        "my NEMOROUTER account | Leave “NemoRouter” out of it",
      })
  void aPasswordThatIsTriedFirstIsRefusedAndTheReasonNamesAWayOut(String password, String reason) {
    assertThatThrownBy(() -> rules(Optional.empty()).checkOrThrow(password, EMAIL, NAME))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("password"))
        .hasMessageContaining(reason.strip());
  }

  @Test
  void aPasswordLongerThanCanBeReadIsRefused() {
    assertThatThrownBy(
            () -> rules(Optional.empty()).checkOrThrow("a1b2c3d4e5".repeat(26), EMAIL, NAME))
        .hasMessageContaining("12 to 256 characters");
  }

  @Test
  void everyPasswordOnTheOperatorsListIsFoundAndNoOther() throws Exception {
    List<String> known = IntStream.range(0, 500).mapToObj(i -> "a known password " + i).toList();
    PasswordRules rules = rules(Optional.of(breachList(known, "\r\n")));

    assertThat(known)
        .allSatisfy(password ->
            assertThatThrownBy(() -> rules.checkOrThrow(password, EMAIL, NAME))
                .hasMessageContaining("became known elsewhere"));
    for (int i = 500; i < 1_000; i++) {
      rules.checkOrThrow("a known password " + i, EMAIL, NAME);
    }
  }

  @Test
  void aListWithoutALastLineBreakIsReadToItsEnd() throws Exception {
    Path list = breachList(List.of("the only known password"), "");

    assertThatThrownBy(
            () -> rules(Optional.of(list)).checkOrThrow("the only known password", EMAIL, NAME))
        .hasMessageContaining("became known elsewhere");
  }

  @Test
  void aListThatIsNotThereOrIsSomethingElseStopsTheStart() throws IOException {
    Path prose = Files.writeString(folder.resolve("prose.txt"), "These are no hashes.\n");

    for (Path wrong : List.of(folder.resolve("missing.txt"), prose)) {
      assertThatThrownBy(() ->
              new BreachList(new PasswordSettings(Optional.of(wrong), 4)).start(new StartupEvent()))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageStartingWith("NEMOROUTER_PASSWORDS_BREACH_LIST must name a readable file");
    }
  }

  private static PasswordRules rules(Optional<Path> breachList) {
    return new PasswordRules(new BreachList(new PasswordSettings(breachList, 4)));
  }

  /// As Have I Been Pwned writes them.
  private Path breachList(List<String> passwords, String lineBreak) throws Exception {
    StringBuilder lines = new StringBuilder();
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    passwords.stream()
        .map(password -> sha1.digest(password.getBytes(StandardCharsets.UTF_8)))
        .map(HexFormat.of().withUpperCase()::formatHex)
        .sorted()
        .forEach(hash ->
            lines.append(hash).append(':').append(hash.hashCode() & 0xffff).append(lineBreak));
    return Files.writeString(folder.resolve("known.txt"), lines);
  }
}
