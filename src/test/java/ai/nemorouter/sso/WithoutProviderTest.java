package ai.nemorouter.sso;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Single sign-on is off where the environment names no provider.
@QuarkusTest
class WithoutProviderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"/sign-in/sso", "/sign-in/sso?next=/", "/sign-in/sso/callback?code=1&state=2"})
  void thereIsNothingToSignInWith(String path) {
    assertThat(Visitor.browser().cookie("q_auth", "2").get(path).statusCode()).isEqualTo(404);
  }
}
