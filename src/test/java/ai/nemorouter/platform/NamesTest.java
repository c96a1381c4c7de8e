package ai.nemorouter.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.nemorouter.platform.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final int MAX = 10;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u200bb",
        "a\u200eb",
        "a\u202eb",
        "a\u2066b",
        "a\ufeffb",
        "a\nb",
        "a\rb",
        "a\tb",
        "a\u0000b",
        "a\u0085b",
        "a\u2028b",
        "a\u001bb",
        "a\ud800b",
        "a\ufffdb"
      })
  void aNameThatIsNotWhatItLooksLikeIsRefusedAtItsField(String name) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Names.validOrThrow("name", name, MAX, "Give it a name."))
        .satisfies(refused -> assertThat(refused.field()).isEqualTo("name"))
        .withMessageContaining("invisible");
    assertThat(Names.isEmail(name + "@example.com")).isFalse();
  }

  @Test
  void blanksOfAnyKindAtTheEndsAreNoPartOfAName() {
    assertThat(Names.validOrThrow("name", " \u00a0\u3000Zoë 東京\t\n", MAX, "")).isEqualTo("Zoë 東京");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u00a0\u2003", "12345678901"})
  void anEmptyOrLongNameIsRefusedInTheWordsOfItsField(String name) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Names.validOrThrow("name", name, MAX, "Give it a name."))
        .withMessage("Give it a name.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada@example.com", "ö@bücher.example", "a+b@c"})
  void addressesAreTakenAsTheyAre(String address) {
    assertThat(Names.isEmail(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\u00a0c", "a\u200b@b"})
  void whatIsNoAddressIsNone(String address) {
    assertThat(Names.isEmail(address)).isFalse();
  }
}
