package ai.nemorouter.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.error.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String NEWER = "HxwdHhobGBkWFxQVEhMQEQ4PDA0KCwgJBgcEBQIDAAE=";

  @TempDir Path folder;

  @Test
  void aSecretOpensOnlyAtThePlaceItWasSealedFor() {
    Secrets secrets = secrets(KEY);

    String sealed = secrets.seal("whsec_1", "channels|a|1");

    assertThat(sealed)
        .doesNotContain("whsec")
        .isNotEqualTo(secrets.seal("whsec_1", "channels|a|1"));
    assertThat(secrets.open(sealed, "channels|a|1")).isEqualTo("whsec_1");
    assertThatThrownBy(() -> secrets.open(sealed, "channels|b|1"))
        .hasMessageContaining("NEMOROUTER_SECRETS_KEY");
    assertThatThrownBy(() -> secrets.open("x" + sealed.substring(1), "channels|a|1"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secrets(NEWER).open(sealed, "channels|a|1"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReplacedKeyStillOpensAndNoLongerSeals() {
    Secrets both = secrets(NEWER + ", " + KEY);

    assertThat(both.open(secrets(KEY).seal("old", "x"), "x")).isEqualTo("old");
    assertThat(secrets(NEWER).open(both.seal("new", "x"), "x")).isEqualTo("new");
  }

  @Test
  void withoutAKeyNothingIsSealedAndTheRemedyIsTold() {
    Secrets secrets = secrets("");

    assertThat(secrets.areAvailable()).isFalse();
    assertThatThrownBy(() -> secrets.seal("x", "y"))
        .hasMessageContaining("openssl rand -base64 32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "AAEC", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,"})
  void aKeyThatCannotBeMeantStopsTheStart(String key) {
    assertThatThrownBy(() -> secrets(key))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("NEMOROUTER_SECRETS_KEY must be 32 bytes in base64");
  }

  @Test
  void besideTheEmbeddedDatabaseAKeyIsMadeOnceThatOnlyItsOwnerReads() throws IOException {
    List<byte[]> first = SecretsKey.all(Optional.empty(), Optional.of(folder.resolve("data")));
    List<byte[]> second = SecretsKey.all(Optional.of(" "), Optional.of(folder.resolve("data")));

    Path file = folder.resolve("data/secrets.key");
    assertThat(first).hasSize(1).first().isEqualTo(second.getFirst());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SecretsKey.all(Optional.of(KEY), Optional.of(folder.resolve("none")))).hasSize(1);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static Secrets secrets(String key) {
    return new Secrets(() -> Optional.of(key));
  }
}
