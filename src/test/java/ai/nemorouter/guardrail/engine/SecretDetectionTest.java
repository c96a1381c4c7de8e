package ai.nemorouter.guardrail.engine;

import static ai.nemorouter.guardrail.engine.Guards.secrets;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.key.identity.KeySecret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretDetectionTest {
  private static final String BODY =
      "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9fG1hJ3kL5mN7pQ9rS1tU3v";

  @Test
  void ourOwnKeysAreToldByTheirChecksum() {
    String key = KeySecret.mint().reveal();
    char last = key.charAt(key.length() - 1);
    String broken = key.substring(0, key.length() - 1) + (last == 'a' ? 'b' : 'a');

    assertThat(secrets("use " + key + " now")).containsExactly("OWN_KEY:" + key);
    assertThat(secrets("use " + broken + " now")).isEmpty();
  }

  @Test
  void keysOfProvidersAndServicesAreToldByHowTheyBegin() {
    for (String prefix : new String[] {"sk-proj-", "sk-ant-api03-"}) {
      assertThat(secrets("(" + prefix + BODY + ")"))
          .containsExactly("PROVIDER_KEY:" + prefix + BODY);
    }
    assertThat(secrets("AKIAIOSFODNN7EXAMPLE."))
        .containsExactly("CLOUD_CREDENTIAL:AKIAIOSFODNN7EXAMPLE");
    String github = "ghp_" + BODY.substring(0, 36);
    assertThat(secrets(github + ",")).containsExactly("ACCESS_TOKEN:" + github);
    assertThat(secrets("ghs_123456_" + BODY + "." + BODY)).hasSize(1);
    assertThat(secrets("sk_live_" + BODY.substring(0, 24))).hasSize(1);
  }

  @Test
  void webTokensHaveAHeader() {
    String header = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    String token = header + "." + encoded("{\"sub\":\"1234567890\"}") + "." + BODY.substring(0, 43);

    assertThat(secrets("Bearer " + token + " end")).containsExactly("JSON_WEB_TOKEN:" + token);
    assertThat(secrets(encoded("{\"typ\":\"JWT\"}") + ".abc." + BODY)).isEmpty();
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void privateKeysAreFoundOnManyLinesAndOnOne() {
    String lines =
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIB\nAAKC==\n-----END RSA PRIVATE KEY-----";
    assertThat(secrets("x\n" + lines + "\ny")).containsExactly("PRIVATE_KEY:" + lines);
    String line = lines.replace("\n", "\\n");
    assertThat(secrets(line + " y")).containsExactly("PRIVATE_KEY:" + line);
    assertThat(secrets("-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----")).isEmpty();
  }

  @Test
  void onlyThePasswordOfAUrlIsASecret() {
    assertThat(secrets("postgres://app:hunter2x@db:5432/x"))
        .containsExactly("DATABASE_PASSWORD:hunter2x");
    assertThat(secrets("postgres://app:${DB_PASSWORD}@db and https://host:8080/a@b")).isEmpty();
  }

  @Test
  void randomValuesAreSecretsBehindAWordForOne() {
    assertThat(secrets("api_key = \"f3G7kLm9QpXz2VbN8sTdW4yR6cHj\""))
        .containsExactly("SECRET:f3G7kLm9QpXz2VbN8sTdW4yR6cHj");
    assertThat(secrets("token: 3f2b9c1d4e5f60718293a4b5c6d7e8f9")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace_id=3f2b9c1d4e5f60718293a4b5c6d7e8f9",
        "commit 3f2b9c1d4e5f60718293a4b5c6d7e8f93f2b9c1d",
        "token: 42755828-2357-4162-b3fd-0c9e51ab77de",
        "password: required, at least twelve characters",
        "the secret of com.example.service.PasswordEncoderFactory2",
        "integrity token=sha256-47DEQpj8HBSaTImW5JCeuQeRkm5NMpJWZG3hSuFU47",
        "sk-learn, sk-ipped, task-proj-management, AKIA, ghp_short",
        "eyJ is how such tokens begin"
      })
  void identifiersHashesAndNamesAreNoSecrets(String text) {
    assertThat(secrets(text)).isEmpty();
  }
}
