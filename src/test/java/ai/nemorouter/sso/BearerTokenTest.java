package ai.nemorouter.sso;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import ai.nemorouter.testsupport.ScriptedIdentityProvider.Person;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Single sign-on reads no `Authorization` header: keys are the gateway's, and a token of the
/// provider is no key.
@QuarkusTest
@WithTestResource(WithIdentityProvider.class)
class BearerTokenTest {
  @Inject GatewayWorld world;

  @Nullable ScriptedIdentityProvider provider;

  @AfterEach
  void bringTheProviderBack() {
    provider().setDown(false);
  }

  @Test
  void callsWithAKeyGoOnWithoutTheProvider() {
    String model =
        world.serve(
            "beside-single-sign-on", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    String key = world.callerWithCredit("1").secret();
    provider().setDown(true);
    int before = provider().requests();

    Response answer =
        RestAssured.given()
            .header("Authorization", "Bearer " + key)
            .cookie("q_session", "of something else")
            .cookie(SsoVisit.STATE, "of something else")
            .body(GatewayWorld.chat(model, ""))
            .post("/v1/chat/completions?code=1&state=2");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.cookies()).isEmpty();
    assertThat(provider().requests()).isEqualTo(before);
  }

  @Test
  void aTokenOfTheProviderOpensNothing() {
    AtomicReference<String> idToken = new AtomicReference<>("");
    Person ada =
        new Person("Ada")
            .twisted(token -> {
              idToken.set(token);
              return token;
            });
    SsoVisit.signIn(provider(), ada, "/");
    int before = provider().requests();

    Response call = withBearer(idToken.get(), "/v1/models");
    Response page = withBearer(idToken.get(), "/account/sso");

    assertThat(call.statusCode()).isEqualTo(401);
    assertThat(call.jsonPath().getString("error.code")).isNotEmpty();
    assertThat(page.header("location")).contains("/sign-in?next=");
    assertThat(List.of(call.cookies(), page.cookies())).allMatch(cookies -> cookies.isEmpty());
    assertThat(provider().requests()).isEqualTo(before);
  }

  private static Response withBearer(String token, String path) {
    return Visitor.browser().header("Authorization", "Bearer " + token).get(path);
  }

  private ScriptedIdentityProvider provider() {
    return Objects.requireNonNull(provider);
  }
}
