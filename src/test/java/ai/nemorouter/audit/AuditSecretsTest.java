package ai.nemorouter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The audit log says that secrets were set and shown, and holds none of them.
@QuarkusTest
class AuditSecretsTest {
  @Inject AuditWorld log;
  @Inject World places;
  @Inject Visitor visitor;

  private World.Place globex;
  private Visitor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = places.newOrganization();
    owner = visitor.owner(globex.orgId());
  }

  @Test
  void noSecretIsEverWrittenDown() {
    String canary = "canary" + globex.orgId().toString().replace("-", "");
    owner
        .browser()
        .formParam("name", "mine")
        .formParam("dialect", "openai")
        .formParam("base_url", "https://a.example.com/v1")
        .formParam("models", "*")
        .formParam("api_key", "sk-1" + canary)
        .post(globex.path("providers"));
    owner
        .browser()
        .formParam("name", "mine")
        .formParam("dialect", "openai")
        .formParam("base_url", "https://a.example.com/v1")
        .formParam("models", "*")
        .formParam("position", "7")
        .formParam("api_key", "sk-2" + canary)
        .post(globex.path("providers/mine/settings"));
    owner
        .browser()
        .formParam("kind", "slack")
        .formParam("name", "Slack")
        .formParam("target", "https://hooks.slack.com/services/" + canary + "/end")
        .post(globex.path("alerts/channels"));
    Response hook =
        owner
            .browser()
            .formParam("address", "https://siem.example.com/?token=" + canary + "0000")
            .post(globex.path("audit/webhook"));
    Response rotated = owner.browser().post(globex.path("audit/webhook/secret"));
    Response key =
        owner
            .browser()
            .formParam("name", "A key")
            .formParam("team", globex.teamId().toString())
            .post(globex.path("keys"));
    String everything =
        String.join("\n", log.ask(globex, "select e::text from audit_entries e where org_id = ?"));

    assertThat(log.ask(globex, "select action from audit_entries where org_id = ?"))
        .contains(
            "provider.added",
            "provider.changed",
            "alert_channel.added",
            "audit_webhook.added",
            "audit_webhook.secret_rotated");
    assertThat(everything).doesNotContain(canary, Visitor.PASSWORD);
    assertThat(secrets(hook, rotated, key)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(everything).doesNotContain(secrets(hook, rotated, key));
  }

  /// What pages showed once.
  private static String[] secrets(Response... pages) {
    List<String> secrets = new ArrayList<>();
    for (Response page : pages) {
      Matcher matcher =
          Pattern.compile("whsec_[0-9A-Za-z+/=]{44}|sk-nemo-[0-9A-Za-z]{20,}")
              .matcher(page.asString());
      while (matcher.find()) {
        secrets.add(matcher.group());
      }
    }
    return secrets.toArray(String[]::new);
  }
}
