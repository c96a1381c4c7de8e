package ai.nemorouter.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/%0d%0aSet-Cookie:a=b",
        "/%00",
        "/%2f/evil.example",
        "/%2F%2Fevil.example",
        "/%5cevil.example",
        "/.//evil.example",
        "/..//evil.example",
        " //evil.example",
        "/ /evil.example",
        "/\u3000/evil.example",
        "/\u2028/evil.example",
        "https:evil.example",
        "https://evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "data:text/html,hello",
        "@evil.example",
        "evil.example",
        "/%zz",
        "/a b"
      })
  void whatCouldLeadElsewhereLeadsHome(String hostile) {
    assertThat(LocalPath.orHome(hostile)).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/o/acme/requests?search=a%0d%0ab&next=https://evil.example",
        "/o/acme/models/meta-llama/llama-3.3-70b",
        "/account",
        "/o/acme/keys#secret"
      })
  void aPathOfThisHostStaysAsItIs(String path) {
    assertThat(LocalPath.orHome(path)).isEqualTo(path);
  }

  @Test
  void anEndlessPathLeadsHome() {
    assertThat(LocalPath.orHome("/" + "a".repeat(2_000))).isEqualTo("/");
  }
}
