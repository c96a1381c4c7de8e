package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// What people write and read through the gateway stays theirs.
@QuarkusTest
class PrivacyTest {
  private static final String CANARY = "canary-7f3a9c";

  private static final String MAIL = CANARY + "@example.org";

  private final GatewayWorld world;
  private final Guardrails guardrails;
  private final MeterRegistry metrics;

  PrivacyTest(GatewayWorld world, Guardrails guardrails, MeterRegistry metrics) {
    this.world = world;
    this.guardrails = guardrails;
    this.metrics = metrics;
  }

  /// Row 111.
  @Test
  void noWordOfPromptOrAnswerIsStoredOrLogged() {
    String whole =
        world.serve(
            "canary",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted("").replace("Hello", CANARY)));
    String streamed =
        world.serve(
            "canary-stream",
            wire -> {
              wire.beginStream();
              wire.event(
                  "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"%s\"},\"finish_reason\":null}]}"
                      .formatted(CANARY));
              wire.reset();
            });
    String failing =
        world.serve(
            "canary-error",
            wire -> wire.json(400, "{\"error\":{\"message\":\"I do not like " + CANARY + "\"}}"));
    String broken = world.serve("canary-broken", wire -> wire.answer(200, "text/html", CANARY));
    Caller caller = world.callerWithCredit("1");
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler handler = collector(logged);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      for (String model : List.of(whole, failing, broken, "nobody/none")) {
        world.post(caller.secret(), canary(model, ""));
      }
      world.post(caller.secret(), canary(streamed, ",\"stream\":true"));
      world.post(caller.secret(), "{\"model\":\"" + whole + "\",\"messages\":\"" + CANARY + "\"}");
      world.post(caller.secret(), "{\"messages\": " + CANARY);
      world.assertBooksBalance(caller);
    } finally {
      root.removeHandler(handler);
    }

    assertThat(logged).noneMatch(line -> line.contains(CANARY));
    assertThat(world.calls(caller)).hasSizeGreaterThanOrEqualTo(5);
    assertThat(tablesWithCanary()).isEmpty();
    assertThat(metrics.getMeters()).noneMatch(meter -> meter.getId().toString().contains(CANARY));
    assertThat(world.upstream().received("canary").getFirst().body()).contains(CANARY);
  }

  @Test
  void whatStoredRulesFindIsWrittenDownWithoutAWordOfIt() {
    String whole =
        world.serve(
            "canary-mail",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted("").replace("Hello", MAIL)));
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler handler = collector(logged);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    List<String> told = new ArrayList<>();
    List<Caller> callers = new ArrayList<>();
    try {
      for (Action action : Action.values()) {
        Caller caller = world.callerWithCredit("1");
        callers.add(caller);
        guardrails.create(
            new RuleKeeper.Own(caller.place().owner()),
            RuleScope.organization(caller.place().orgId()),
            RuleTerms.of(
                "Mail", RuleState.ON, action, new Check.Personal(Set.of(Kind.EMAIL), List.of())),
            "");
        for (String more : List.of("", ",\"stream\":true")) {
          HttpResponse<String> response =
              world.post(
                  caller.secret(),
                  GatewayWorld.chat(whole, more).replace("Say hello", "Ask " + MAIL));
          told.add(response.statusCode() + GatewayWorld.header(response, "x-nemo-guardrails"));
        }
      }
    } finally {
      root.removeHandler(handler);
    }

    assertThat(told)
        .containsExactly(
            "200flagged", "200flagged", "200redacted", "200redacted", "403blocked", "403blocked");
    callers.forEach(caller -> await().untilAsserted(() -> assertThat(events(caller)).isEqualTo(2)));
    assertThat(tablesWithCanary()).isEmpty();
    assertThat(logged).noneMatch(line -> line.contains(CANARY));
    assertThat(metrics.getMeters()).noneMatch(meter -> meter.getId().toString().contains(CANARY));
  }

  @Test
  void whatAJudgeIsAskedAndAnswersIsNeitherStoredNorLogged() {
    String whole =
        world.serve("canary-judged", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    String judge =
        world.serve(
            "canary-judge",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted("").replace("Hello", CANARY)));
    Caller caller = world.callerWithCredit("1");
    guardrails.create(
        new RuleKeeper.Own(caller.place().owner()),
        RuleScope.organization(caller.place().orgId()),
        RuleTerms.of(
            "Judge",
            RuleState.ON,
            Action.BLOCK,
            new Check.Judge(judge, "No medical advice.", 50, 5_000)),
        "");
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler handler = collector(logged);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      HttpResponse<String> response = world.post(caller.secret(), canary(whole, ""));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
      assertThat(response.body()).doesNotContain(CANARY);
      await().untilAsserted(() -> assertThat(events(caller)).isEqualTo(1));
      await().until(() -> world.calls(caller).size() == 2);
    } finally {
      root.removeHandler(handler);
    }

    assertThat(world.upstream().received("canary-judge").getFirst().body()).contains(CANARY);
    assertThat(tablesWithCanary()).isEmpty();
    assertThat(logged).noneMatch(line -> line.contains(CANARY));
    assertThat(metrics.getMeters()).noneMatch(meter -> meter.getId().toString().contains(CANARY));
  }

  private long events(Caller caller) {
    return world
        .database()
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select count(*) from guardrail_events where org_id = :org")
                .bind("org", caller.place().orgId())
                .mapTo(Long.class)
                .one());
  }

  private static String canary(String model, String more) {
    return GatewayWorld.chat(model, more).replace("Say hello", CANARY);
  }

  private List<String> tablesWithCanary() {
    return world
        .database()
        .acrossOrganizations()
        .read(handle -> {
          List<String> found = new ArrayList<>();
          List<String> tables =
              handle
                  .createQuery(
                      "select table_name from information_schema.tables where table_schema = 'public'")
                  .mapTo(String.class)
                  .list();
          assertThat(tables).contains("calls", "holds", "audit_entries");
          for (String table : tables) {
            boolean has =
                handle
                    .createQuery(
                        "select exists (select from \""
                            + table
                            + "\" t where t::text like :canary)")
                    .bind("canary", "%" + CANARY + "%")
                    .mapTo(Boolean.class)
                    .one();
            if (has) {
              found.add(table);
            }
          }
          return found;
        });
  }

  private static Handler collector(List<String> lines) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(
                line.getMessage()
                    + (line.getParameters() == null
                        ? ""
                        : java.util.Arrays.toString(line.getParameters()))
                    + line.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    return handler;
  }
}
