package ai.nemorouter.sso;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import ai.nemorouter.testsupport.ScriptedIdentityProvider.Person;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// People who sign in through the provider and belong to no organization make one.
@QuarkusTest
@WithTestResource(WithIdentityProvider.class)
class SelfMadeOrganizationsTest {
  @Inject TestDatabase database;

  @Nullable ScriptedIdentityProvider provider;

  private final String email = "grace-" + Ids.next() + "@" + Ids.next() + ".example";

  @BeforeEach
  void forgetTries() {
    database
        .acrossOrganizations()
        .useTransaction(handle -> handle.execute("delete from throttled"));
  }

  @Test
  void whoComesByTheProviderWithoutAnOrganizationMakesOne() {
    assertThat(Visitor.browser().get("/sign-up").asString())
        .contains("/sign-in/sso?next=%2Fsign-up%2Forganization");
    Response signedIn =
        SsoVisit.signIn(
            Objects.requireNonNull(provider),
            new Person("Grace").with("email", email),
            "/sign-up/organization");
    RequestSpecification browser = SsoVisit.browser(signedIn);
    assertThat(browser.get("/").asString()).contains("href=\"/sign-up/organization\"");
    assertThat(browser.get("/sign-up/organization").asString()).contains(email);
    String name = "Globex " + Ids.next();

    Response founded = found(signedIn, name);

    assertThat(founded.statusCode()).isEqualTo(200);
    assertThat(founded.asString()).contains("sk-nemo-");
    assertThat(slug(name))
        .as("no one gets the people of a group by an organization's name")
        .matches("[a-z0-9]+-globex-.*");
    assertThat(found(signedIn, name + " second").header("Location")).isEqualTo("/");
  }

  @Test
  void peopleOfADomainThatAnOrganizationHasAreToldToAskItsAdministrators() {
    String domain = email.substring(email.indexOf('@') + 1);
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                with o as (insert into organizations (id, slug, name) values (?, ?, 'Claimer') returning id)
                insert into sso_domains (org_id, domain, requested_by, approved_at, approved_by)
                select id, ?, 'Hank', now(), 'Operator' from o
                """,
                Ids.next(),
                "claimer-" + Ids.next(),
                domain));
    Response signedIn =
        SsoVisit.signIn(
            Objects.requireNonNull(provider), new Person("Grace").with("email", email), "/");

    Response refused = found(signedIn, "Shadow " + Ids.next());

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString()).contains("Sign in with Keycard", "administrators for access");
  }

  private static Response found(Response signedIn, String name) {
    return SsoVisit.browser(signedIn)
        .formParam("organization", name)
        .formParam("team", "Research")
        .formParam("terms", "2026-11")
        .post("/sign-up/organization");
  }

  private String slug(String name) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select slug from organizations where name = ?", name)
                .mapTo(String.class)
                .one());
  }
}
