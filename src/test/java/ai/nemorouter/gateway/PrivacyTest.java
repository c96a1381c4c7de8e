package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
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

  private final GatewayWorld world;

  PrivacyTest(GatewayWorld world) {
    this.world = world;
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
    assertThat(world.upstream().received("canary").getFirst().body()).contains(CANARY);
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
