package ai.nemorouter.account.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.error.InvalidSettingException;
import io.quarkus.runtime.LaunchMode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  private static final String PASSWORD = "seven ducks over the quiet mill";

  @Test
  void aHashTakesTheWorkThatIsSet() {
    assertThat(ofCost(4).hash(PASSWORD)).startsWith("$2a$04$");
    assertThat(ofCost(11).hash(PASSWORD)).startsWith("$2a$11$");
  }

  @Test
  void aPasswordIsKnownAgainAfterTheCostWasChanged() {
    String hash = ofCost(4).hash(PASSWORD);

    assertThat(ofCost(5).matches(PASSWORD, hash)).isTrue();
    assertThat(ofCost(5).matches(PASSWORD + "s", hash)).isFalse();
  }

  @Test
  void whereThereIsNoHashTheSameWorkIsDoneAndNothingMatches() {
    Passwords passwords = ofCost(11);
    String hash = passwords.hash(PASSWORD);
    passwords.matches(PASSWORD, hash);

    Duration with = time(() -> assertThat(passwords.matches("another one", hash)).isFalse());
    Duration without = time(() -> assertThat(passwords.matches(PASSWORD, null)).isFalse());

    assertThat(without).isGreaterThan(with.dividedBy(4));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 9, 17, 31})
  void aCostThatProtectsNothingOrTakesMinutesStopsTheStart(int cost) {
    assertThatThrownBy(() -> Passwords.checkOrThrow(cost, LaunchMode.NORMAL))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("NEMOROUTER_PASSWORDS_COST")
        .hasMessageContaining("from 10 to 16");
  }

  @Test
  void testsAloneMayHashFaster() {
    assertThatCode(() -> Passwords.checkOrThrow(4, LaunchMode.TEST)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Passwords.checkOrThrow(4, LaunchMode.DEVELOPMENT))
        .isInstanceOf(InvalidSettingException.class);
  }

  private static Duration time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Passwords ofCost(int cost) {
    return new Passwords(new PasswordSettings(Optional.empty(), cost));
  }
}
