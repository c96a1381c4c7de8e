package ai.nemorouter.signup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "adalovelace@gmail.com",
        "Ada.Lovelace@GMail.com",
        "a.d.a.lovelace+router@gmail.com",
        "ada.lovelace+a+b@googlemail.com",
        "ada.lovelace@gmail.com."
      })
  void oneMailboxIsOnePersonHoweverItIsWritten(String email) {
    assertThat(Mailbox.of(email).hash()).isEqualTo(Mailbox.of("adalovelace@gmail.com").hash());
  }

  @Test
  void dotsCountElsewhere() {
    assertThat(Mailbox.of("ada.lovelace@example.com"))
        .isNotEqualTo(Mailbox.of("adalovelace@example.com"))
        .isEqualTo(Mailbox.of("Ada.Lovelace+x@EXAMPLE.com"));
  }

  @Test
  void aDomainIsTheSameInEachOfItsSpellings() {
    assertThat(Mailbox.of("ada@bücher.example")).isEqualTo(Mailbox.of("ada@xn--bcher-kva.example"));
  }

  @Test
  void aNameThatBeginsWithAPlusSignStays() {
    assertThat(Mailbox.of("+ada@example.com").name()).isEqualTo("+ada");
  }
}
