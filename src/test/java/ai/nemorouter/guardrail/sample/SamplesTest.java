package ai.nemorouter.guardrail.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Role;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Which texts of requests are kept, how long, and who sees them.
@QuarkusTest
class SamplesTest {
  private static final String CANARY = "canary-5d1e7b";

  @Inject GatewayWorld gateway;
  @Inject World world;
  @Inject People people;
  @Inject TestDatabase database;
  @Inject Database transactions;
  @Inject Guardrails guardrails;
  @Inject Sampling sampling;
  @Inject Samples samples;
  @Inject SampleWriter writer;
  @Inject SamplingRows settings;
  @Inject SamplesUpkeep upkeep;

  @Test
  void nothingIsKeptUnlessTheOrganizationSaysSo() {
    String model = model("samples-off");
    Caller off = gateway.callerWithCredit("1");
    Caller on = gateway.callerWithCredit("1");
    sampling.keep(on.place().owner(), new SamplingTerms(1, 10, 3, false));

    say(off, model, CANARY);
    say(on, model, CANARY);

    await().until(() -> rows(on.place()).size() == 1);
    assertThat(rows(off.place())).isEmpty();
    assertThat(sampling.find(off.place().owner())).isEqualTo(SamplingState.OFF);
    sampling.stop(on.place().owner());
  }

  @Test
  void everySecondRequestIsKeptEncryptedAndTheOldestLeave() {
    String model = model("samples-second");
    Caller caller = gateway.callerWithCredit("1");
    sampling.keep(caller.place().owner(), new SamplingTerms(2, 2, 3, false));

    for (int number = 1; number <= 7; number++) {
      say(caller, model, CANARY + " no. " + number);
    }

    Actor owner = caller.place().owner();
    await().until(() -> texts(owner).contains(CANARY + " no. 7"));
    assertThat(texts(owner)).containsExactly(CANARY + " no. 7", CANARY + " no. 5");
    assertThat(rows(caller.place())).hasSize(2).noneMatch(row -> row.contains(CANARY));
    SampleRow newest = samples.list(owner, 1).items().getFirst();
    assertThat(newest.keyId()).isEqualTo(caller.keyId());
    assertThat(newest.keyName()).isEqualTo("Test");
    assertThat(newest.model()).isEqualTo(model);
    assertThat(newest.callId()).isEqualTo(gateway.requests(caller).getLast().get("id"));
  }

  @Test
  void aRequestIsKeptAsItCameWhateverRulesMakeOfIt() {
    String model = model("samples-ruled");
    Caller caller = gateway.callerWithCredit("1");
    RuleKeeper keeper = new RuleKeeper.Own(caller.place().owner());
    for (Action action : List.of(Action.REDACT, Action.BLOCK)) {
      guardrails.create(
          keeper,
          keeper.widest(),
          RuleTerms.of(
              action.name(),
              RuleState.ON,
              action,
              new Check.Keywords(List.of(CANARY + action), false)),
          "");
    }
    sampling.keep(caller.place().owner(), new SamplingTerms(1, 10, 3, false));

    say(caller, model, CANARY + Action.REDACT);
    say(caller, model, CANARY + Action.BLOCK);

    await().until(() -> rows(caller.place()).size() == 2);
    assertThat(gateway.upstream().received("samples-ruled"))
        .hasSize(1)
        .noneMatch(request -> request.body().contains(CANARY));
    assertThat(texts(caller.place().owner()))
        .containsExactly(CANARY + Action.BLOCK, CANARY + Action.REDACT);
  }

  @Test
  void aLongRequestIsCutAndItsPicturesAreLeftOut() {
    String model = model("samples-long");
    Caller caller = gateway.callerWithCredit("10");
    sampling.keep(caller.place().owner(), new SamplingTerms(1, 10, 3, false));

    gateway.post(
        caller.secret(),
        """
        {"model":"%s","messages":[
          {"role":"system","content":"Be brief."},
          {"role":"user","content":[
            {"type":"text","text":"%s"},
            {"type":"text","text":"after"}]}]}
        """
            .formatted(model, "word ".repeat(12_000)));

    Actor owner = caller.place().owner();
    await().until(() -> rows(caller.place()).size() == 1);
    SampleText sample = samples.find(owner, samples.list(owner, 1).items().getFirst().id());
    assertThat(sample.row().cut()).isTrue();
    assertThat(sample.row().characters()).isEqualTo(SampleParts.CHARACTERS_MAX);
    assertThat(sample.parts()).extracting(Part::role).containsExactly("system", "user");
    assertThat(sample.parts().getFirst().text()).isEqualTo("Be brief.");
  }

  @Test
  void whatDoesNotFitIntoTheQueueIsDroppedAndCounted() {
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    SampleKeeper keeper = new SampleKeeper(settings, writer, transactions, metrics);
    World.Place place = world.newOrganization();

    for (int number = 0; number < 203; number++) {
      keeper.keep(request(place, place.teamId(), "text"));
    }

    assertThat(metrics.get("nemorouter.guardrail.samples.lost").counter().count()).isEqualTo(3);
    assertThat(keeper.choose(place.orgId())).isEqualTo(SampleKeeper.Kept.NOTHING);
  }

  @Test
  void aSampleIsGoneAfterItsDays() {
    World.Place place = world.newOrganization();
    sampling.keep(place.owner(), new SamplingTerms(0, 10, 5, false));
    UUID old = samples.save(place.owner(), Direction.INPUT, "old").id();
    UUID recent = samples.save(place.owner(), Direction.INPUT, "recent").id();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update guardrail_samples set kept_at = now() - interval '3 days' where id = ?",
                old));

    sampling.keep(place.owner(), new SamplingTerms(0, 10, 2, false));

    assertThat(samples.list(place.owner(), 1).items())
        .extracting(SampleRow::id)
        .containsExactly(recent);
    assertThatThrownBy(() -> samples.find(place.owner(), old))
        .isInstanceOf(NotFoundException.class);
    upkeep.run();
    assertThat(rows(place)).hasSize(1);
  }

  @Test
  void toStopDeletesAllAndNothingComesAfterwards() {
    World.Place place = world.newOrganization();
    sampling.keep(place.owner(), new SamplingTerms(5, 10, 5, false));
    samples.save(place.owner(), Direction.INPUT, "saved");
    writer.write(place.orgId(), List.of(request(place, place.teamId(), "of a request")));
    assertThat(sampling.find(place.owner()).kept()).isEqualTo(2);

    long deleted = sampling.stop(place.owner());
    writer.write(place.orgId(), List.of(request(place, place.teamId(), "on its way")));

    assertThat(deleted).isEqualTo(2);
    assertThat(rows(place)).isEmpty();
    assertThatThrownBy(() -> samples.save(place.owner(), Direction.INPUT, "late"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("keeps no samples");
    assertThat(people.audited(place.orgId(), "guardrail_sampling.started")).hasSize(1);
    assertThat(people.audited(place.orgId(), "guardrail_sampling.stopped")).hasSize(1);
    assertThat(people.audited(place.orgId(), "guardrail_sample.saved").toString())
        .doesNotContain("saved\"");
  }

  @Test
  void aLowerMaximumDeletesRequestsBeforeWhatPeopleSaved() {
    World.Place place = world.newOrganization();
    sampling.keep(place.owner(), new SamplingTerms(1, 10, 5, false));
    samples.save(place.owner(), Direction.OUTPUT, "saved");
    writer.write(
        place.orgId(),
        List.of(request(place, place.teamId(), "first"), request(place, place.teamId(), "second")));

    sampling.keep(place.owner(), new SamplingTerms(1, 2, 5, false));

    assertThat(texts(place.owner())).containsExactly("second", "saved");
    assertThatThrownBy(() -> sampling.keep(place.owner(), new SamplingTerms(1, 1_001, 5, false)))
        .isInstanceOf(InvalidInputException.class);
    sampling.stop(place.owner());
  }

  @Test
  void textsAreForThoseWhoMayChangeGuardrailsThere() {
    World.Place place = world.newOrganization();
    sampling.keep(place.owner(), new SamplingTerms(1, 10, 5, false));
    samples.save(place.owner(), Direction.INPUT, "saved");
    writer.write(place.orgId(), List.of(request(place, place.teamId(), "ours")));
    writer.write(place.orgId(), List.of(request(place, Ids.next(), "theirs")));
    UUID ours = samples.list(place.owner(), 1).items().get(1).id();
    UUID theirs = samples.list(place.owner(), 1).items().get(0).id();
    Actor lead = people.joinTeam(place.orgId(), place.teamId(), Role.LEAD);
    Actor developer = people.joinTeam(place.orgId(), place.teamId(), Role.DEVELOPER);
    Actor foreign = world.newOrganization().owner();

    assertThat(texts(lead)).containsExactly("ours");
    assertThatThrownBy(() -> samples.find(lead, theirs)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> samples.delete(lead, theirs)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> samples.save(lead, Direction.INPUT, "mine"))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> sampling.stop(lead)).isInstanceOf(ForbiddenException.class);
    assertThat(samples.list(developer, 1).items()).extracting(SampleRow::id).containsExactly(ours);
    assertThatThrownBy(() -> samples.find(developer, ours)).isInstanceOf(ForbiddenException.class);
    assertThat(samples.list(foreign, 1).items()).isEmpty();
    assertThatThrownBy(() -> samples.find(foreign, ours)).isInstanceOf(NotFoundException.class);
    samples.delete(lead, ours);
    assertThat(rows(place)).hasSize(2);
    sampling.stop(place.owner());
  }

  private String model(String name) {
    return gateway.serve(name, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
  }

  private void say(Caller caller, String model, String text) {
    gateway.post(caller.secret(), GatewayWorld.chat(model, "").replace("Say hello", text));
  }

  static SampledRequest request(World.Place place, UUID teamId, String text) {
    SampleParts parts = new SampleParts();
    parts.add(Part.text("messages[0].content", "user", text));
    return new SampledRequest(
        Ids.next(), place.orgId(), teamId, Ids.next(), "demo/haiku-small", false, parts);
  }

  private List<String> texts(Actor actor) {
    return samples.list(actor, 1).items().stream()
        .map(row -> samples.find(actor, row.id()).parts().getFirst().text())
        .toList();
  }

  private List<String> rows(World.Place place) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select t::text from guardrail_samples t where org_id = ?", place.orgId())
                .mapTo(String.class)
                .list());
  }
}
