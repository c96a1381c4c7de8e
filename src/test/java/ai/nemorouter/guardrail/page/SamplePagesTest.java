package ai.nemorouter.guardrail.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.sample.SampleRow;
import ai.nemorouter.guardrail.sample.Samples;
import ai.nemorouter.guardrail.sample.Sampling;
import ai.nemorouter.guardrail.sample.SamplingTerms;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The pages of kept samples and replays, as browsers get them without JavaScript.
@QuarkusTest
class SamplePagesTest {
  private static final String TEXT = "Falcon <b>flies</b> at dawn";
  private static final int FOUND = 303;
  private static final int INVALID = 422;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject Guardrails guardrails;
  @Inject Sampling sampling;
  @Inject Samples samples;

  private World.Place place;
  private Visitor.Person owner;

  @BeforeEach
  void enter() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
  }

  @Test
  void samplesAreKeptOnceSomebodyAgreesToWhatIsStored() {
    assertThat(get("guardrails/samples"))
        .contains("The organization keeps no samples.", "Keep samples")
        .doesNotContain("Save a text");
    assertThat(get("guardrails/samples/settings"))
        .contains("Keep samples of requests?", "before any rule redacts them", "Who reads it");

    Response silent = settings("50", "100", "2", "");
    Response wrong = settings("every", "100", "2", "yes");
    Response many = settings("50", "2000", "2", "yes");
    assertThat(sampling.find(place.owner()).isOn()).isFalse();
    Response agreed = settings("50", "100", "2", "yes");

    assertThat(silent.statusCode()).isEqualTo(INVALID);
    assertThat(silent.asString()).contains("Tick this box to confirm", "value=\"50\"");
    assertThat(wrong.asString()).contains("Enter a whole number.", "value=\"every\"");
    assertThat(many.asString()).contains("Enter a number from 1 to 1,000.");
    assertThat(agreed.statusCode()).as(agreed.asString()).isEqualTo(FOUND);
    assertThat(sampling.find(place.owner()).terms())
        .isEqualTo(new SamplingTerms(50, 100, 2, false));
    assertThat(get("guardrails/samples")).contains("one in 50", "Stop keeping", "Save a text");
  }

  @Test
  void answersAreKeptTooWhereTheirBoxIsTicked() {
    Response kept =
        owner
            .browser()
            .formParam("one_in", "5")
            .formParam("maximum", "100")
            .formParam("days", "2")
            .formParam("answers", "yes")
            .formParam("agreed", "yes")
            .post(place.path("guardrails/samples/settings"));

    assertThat(kept.statusCode()).isEqualTo(FOUND);
    assertThat(sampling.find(place.owner()).terms()).isEqualTo(new SamplingTerms(5, 100, 2, true));
    assertThat(get("guardrails/samples")).contains("kept too");
    assertThat(get("guardrails/samples/settings"))
        .contains("name=\"answers\" value=\"yes\" checked");
    settings("5", "100", "2", "");
    assertThat(get("guardrails/samples")).contains("not kept");
  }

  @Test
  void toStopAsksFirstAndSaysThatAllIsDeleted() {
    save();

    assertThat(get("guardrails/samples/stop")).contains("Stop keeping samples?", "is deleted");
    Response stopped = owner.browser().post(place.path("guardrails/samples/stop"));

    assertThat(stopped.statusCode()).isEqualTo(FOUND);
    assertThat(stopped.cookie("nemo-notice")).contains("1+was+deleted");
    assertThat(get("guardrails/samples")).contains("The organization keeps no samples.");
  }

  @Test
  void aTriedTextIsSavedListedShownAndDeleted() {
    StoredRule rule = falcon();
    String path = "guardrails/" + rule.id() + "/trial";
    assertThat(owner.browser().formParam("sample", TEXT).post(place.path(path)).asString())
        .doesNotContain("Save as sample");
    sampling.keep(place.owner(), new SamplingTerms(0, 10, 3, false));
    String tried = owner.browser().formParam("sample", TEXT).post(place.path(path)).asString();
    Response saved =
        owner
            .browser()
            .formParam("sample", TEXT)
            .formParam("direction", "output")
            .post(place.path("guardrails/samples"));
    Response empty =
        owner.browser().formParam("sample", " ").post(place.path("guardrails/samples"));

    SampleRow sample = samples.list(place.owner(), 1).items().getFirst();
    String page = "guardrails/samples/" + sample.id();
    assertThat(tried).contains("Save as sample", "value=\"Falcon &lt;b&gt;flies");
    assertThat(saved.statusCode()).isEqualTo(FOUND);
    assertThat(empty.statusCode()).isEqualTo(INVALID);
    assertThat(get("guardrails/samples")).contains(page, "saved by", ">output</td>");
    assertThat(get(page)).contains("Falcon &lt;b&gt;flies&lt;/b&gt; at dawn");
    assertThat(get(page + "/removal")).contains("Delete this sample?");
    assertThat(owner.browser().post(place.path(page + "/removal")).statusCode()).isEqualTo(FOUND);
    assertThat(owner.browser().get(place.path(page)).statusCode()).isEqualTo(404);
  }

  @Test
  void aStoredRuleAndADraftAreReplayedOverKeptSamples() {
    StoredRule rule = falcon();
    String path = "guardrails/" + rule.id();
    assertThat(get(path)).contains("The organization keeps no samples of requests.");
    save();

    assertThat(get(path)).contains("Replay over kept samples", "1 sample</a>");
    String stored = owner.browser().post(place.path(path + "/replay")).asString();
    Response draft =
        owner
            .browser()
            .formParam("type", "keywords")
            .formParam("name", "Dawn")
            .formParam("action", "block")
            .formParam("direction", "both")
            .formParam("state", "on")
            .formParam("on_failure", "closed")
            .formParam("words", "dawn")
            .formParam("go", "replay")
            .post(place.path("guardrails"));

    assertThat(stored)
        .contains("Would have hit 1 of 1 samples.", "1 redacted", ">Falcon<span")
        .contains("&lt;b&gt;flies");
    assertThat(draft.statusCode()).as(draft.asString()).isEqualTo(200);
    assertThat(draft.asString())
        .contains("Would have hit 1 of 1 samples.", "1 blocked", ">dawn<span", "value=\"Dawn\"");
    assertThat(get("guardrails?search=Dawn")).contains("No rule matches");
  }

  @Test
  void anAuditorSeesHowManyAndNoText() {
    StoredRule rule = falcon();
    save();
    SampleRow sample = samples.list(place.owner(), 1).items().getFirst();
    Visitor.Person auditor = visitor.member(place.orgId(), Role.AUDITOR);

    String replay =
        auditor.browser().post(place.path("guardrails/" + rule.id() + "/replay")).asString();
    String list = auditor.browser().get(place.path("guardrails/samples")).asString();

    assertThat(replay)
        .contains("Would have hit 1 of 1 samples.", "Its text is shown only to those")
        .doesNotContain("flies");
    assertThat(list).contains("saved by").doesNotContain("Stop keeping", "/removal");
    assertThat(auditor.browser().get(place.path("guardrails/samples/" + sample.id())).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aRuleInShadowModeSaysWhatItWouldHaveHit() {
    StoredRule rule = falcon();

    assertThat(get("guardrails/" + rule.id()))
        .contains("It looked at no request in the last 24 hours.");
  }

  private StoredRule falcon() {
    RuleKeeper keeper = new RuleKeeper.Own(place.owner());
    Check words = new Check.Keywords(List.of("Falcon"), true);
    return guardrails.create(
        keeper,
        keeper.widest(),
        RuleTerms.of("Project", RuleState.SHADOW, Action.REDACT, words),
        "");
  }

  private void save() {
    sampling.keep(place.owner(), new SamplingTerms(0, 10, 3, false));
    samples.save(place.owner(), Direction.INPUT, TEXT);
  }

  private Response settings(String oneIn, String maximum, String days, String agreed) {
    return owner
        .browser()
        .formParam("one_in", oneIn)
        .formParam("maximum", maximum)
        .formParam("days", days)
        .formParam("agreed", agreed)
        .post(place.path("guardrails/samples/settings"));
  }

  private String get(String page) {
    return owner.browser().get(place.path(page)).asString();
  }
}
