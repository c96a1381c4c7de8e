package ai.nemorouter.key.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeySecretTest {
  @Test
  void aMintedSecretHasThePromisedShapeAndParses() {
    KeySecret secret = KeySecret.mint();

    assertThat(secret.reveal()).matches("sk-nemo-[0-9A-Za-z]{49}");
    assertThat(KeySecret.parse(secret.reveal()).orElseThrow().sha256()).isEqualTo(secret.sha256());
  }

  @Test
  void everyMintedSecretIsDifferent() {
    assertThat(KeySecret.mint().reveal()).isNotEqualTo(KeySecret.mint().reveal());
  }

  @Test
  void aSingleChangedCharacterIsNoticed() {
    String secret = KeySecret.mint().reveal();
    for (int position = 0; position < secret.length(); position++) {
      char other = secret.charAt(position) == 'x' ? 'y' : 'x';
      String changed = secret.substring(0, position) + other + secret.substring(position + 1);

      assertThat(KeySecret.parse(changed)).as(changed).isEmpty();
    }
  }

  @Test
  void junkIsNotASecret() {
    String secret = KeySecret.mint().reveal();

    assertThat(KeySecret.parse("")).isEmpty();
    assertThat(KeySecret.parse("sk-nemo-")).isEmpty();
    assertThat(KeySecret.parse(secret + " ")).isEmpty();
    assertThat(KeySecret.parse(secret.substring(1))).isEmpty();
    assertThat(KeySecret.parse("sk-nemo-" + "ü".repeat(49))).isEmpty();
    assertThat(KeySecret.parse("sk-nemo-mgmt-" + "a".repeat(44))).isEmpty();
  }

  @Test
  void theSecretDoesNotShowWhereItIsPrinted() {
    KeySecret secret = KeySecret.mint();

    assertThat(secret.toString()).isEqualTo("sk-nemo-…" + secret.lastFour());
    assertThat(secret.reveal()).endsWith(secret.lastFour());
  }

  @Test
  void theHashIsTheSha256OfTheText() {
    assertThat(HexFormat.of().formatHex(KeySecret.sha256("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
