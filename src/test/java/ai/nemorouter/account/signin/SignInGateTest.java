package ai.nemorouter.account.signin;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.account.Users;
import ai.nemorouter.account.secondfactor.AccountWorld;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignInGateTest {
  private static final String DOMAIN = "@gated.example";

  private final Users users;
  private final Database database;

  SignInGateTest(Users users, Database database) {
    this.users = users;
    this.database = database;
  }

  /// Keeps out one domain of addresses that no other test has.
  @ApplicationScoped
  static class Gate implements SignInGate {
    @Override
    public Optional<Refusal> refusal(Candidate candidate) {
      OtherSignIn.Link link = new OtherSignIn.Link("Sign in with Keycloak", "/elsewhere");
      return candidate.email().endsWith(DOMAIN)
          ? Optional.of(new Refusal("Your organization signs in elsewhere.", Optional.of(link)))
          : Optional.empty();
    }
  }

  @Test
  void aGateRefusesWhoHasTheRightPasswordAndSaysWhereToGo() {
    String ada = account(false);

    Response right = Visitor.signIn(ada, Visitor.PASSWORD, "/");
    Response wrong = Visitor.signIn(ada, "not the password", "/");

    assertThat(right.statusCode()).isEqualTo(403);
    assertThat(right.cookie(AccountWorld.SESSION)).isNull();
    assertThat(right.asString())
        .contains("Your organization signs in elsewhere.", "/elsewhere", "Sign in with Keycloak");
    assertThat(wrong.asString()).contains("do not match").doesNotContain("elsewhere");
  }

  @Test
  void operatorsGetInAllTheSame() {
    String operator = account(true);

    assertThat(Visitor.signIn(operator, Visitor.PASSWORD, "/").cookie(AccountWorld.SESSION))
        .isNotEmpty();
  }

  private String account(boolean operator) {
    String email = "ada-" + Ids.next() + DOMAIN;
    database.inInstallation(() -> users.ensure(email, "Ada Lovelace", Visitor.PASSWORD, operator));
    return email;
  }
}
