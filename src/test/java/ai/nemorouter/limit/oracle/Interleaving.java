package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.NotLive;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/// Nodes that meet in one order that is hard to meet by chance, and what must come of it.
enum Interleaving {
  TWO_HOLDS_MEET_AND_ONLY_ONE_FITS {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        warmUp(stage);
        stage.blockWindowOf(stage.credit);
        var one = stage.stopped(stage.node(), hold(stage.request(stage.first, 600)));
        var other = stage.stopped(stage.node(), hold(stage.request(stage.second, 600)));
        stage.letGo();
        assertThat(granted(one, other)).as("granted of two that do not fit together").isEqualTo(1);
        assertThat(stage.balance(stage.credit)).isEqualTo("used=2 held=600");
      }
    }
  },

  TWO_STEPS_OF_A_ROLLING_MINUTE_MEET {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        Plan.Cap rate = stage.cap(Scope.organization(stage.orgId), "budget", Period.MINUTE, 1000);
        stage.add(rate);
        warmUp(stage);
        Instant nextStep = Stage.NOON.plusSeconds(5);
        warmUp(stage, nextStep);
        stage.blockWindowOf(stage.credit);
        var one = stage.stopped(stage.node(), hold(stage.request(stage.first, 500)));
        var other = stage.stopped(stage.node(nextStep), hold(stage.request(stage.second, 499)));
        stage.letGo();
        assertThat(granted(one, other)).as("granted of two that do not fit together").isEqualTo(1);
      }
    }
  },

  A_CAP_IS_LOWERED_WHILE_A_HOLD_WAITS {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        warmUp(stage);
        stage.blockWindowOf(stage.credit);
        var waiting = stage.stopped(stage.node(), hold(stage.request(stage.first, 600)));
        stage.node().apply(edit(stage.team, new Command.Edit.Amount(100)));
        stage.letGo();
        assertThat(waiting.join()).hasOnlyElementsOfType(HoldOutcome.LimitReached.class);
      }
    }
  },

  A_KEY_EXPIRES_WHILE_A_HOLD_WAITS {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        warmUp(stage);
        stage.blockWindowOf(stage.credit);
        var waiting = stage.stopped(stage.node(), hold(stage.request(stage.first, 1)));
        stage
            .node()
            .apply(
                new Command.Mark(
                    Command.Subject.KEY_EXPIRES, stage.orgId, stage.first.keyId(), Duration.ZERO));
        stage.letGo();
        assertThat(waiting.join()).containsExactly(new HoldOutcome.KeyNotLive(NotLive.EXPIRED));
      }
    }
  },

  A_KEY_IS_REVOKED_WHILE_A_HOLD_WAITS {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        warmUp(stage);
        stage.blockWindowOf(stage.credit);
        var waiting = stage.stopped(stage.node(), hold(stage.request(stage.first, 1)));
        var revoking =
            stage.stopped(
                stage.node(),
                new Command.Mark(
                    Command.Subject.KEY_REVOKED, stage.orgId, stage.first.keyId(), Duration.ZERO));
        stage.letGo();
        CompletableFuture.allOf(waiting, revoking).join();
        assertThat(stage.node().apply(hold(stage.request(stage.first, 1))))
            .as("once the revocation has returned")
            .containsExactly(new HoldOutcome.KeyNotLive(NotLive.REVOKED));
      }
    }
  },

  HOLDS_AND_SETTLEMENTS_LOCK_THE_SAME_WINDOWS {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        Plan.Cap key = stage.cap(Scope.key(stage.first.keyId()), "budget", Period.MONTH, 1000);
        stage.add(key);
        HoldRequest held = stage.request(stage.first, 10);
        stage.node().apply(hold(held));
        stage.blockWindowOf(stage.team);
        var holding = stage.stopped(stage.node(), hold(stage.request(stage.first, 10)));
        var settling = stage.stopped(stage.node(), Stage.batch(List.of(stage.settlement(held, 4))));
        stage.letGo();
        assertThat(List.of(outcome(holding), outcome(settling)))
            .as("neither waits for the other in a circle")
            .containsExactly("done", "done");
        assertThat(stage.balance(key)).isEqualTo("used=4 held=10");
      }
    }
  },

  A_SETTLEMENT_COMES_WHILE_ITS_HOLD_IS_SWEPT {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        HoldRequest held = stage.request(stage.first, 10);
        stage.node().apply(hold(held));
        Instant later = Stage.NOON.plus(Sequence.TTL).plusSeconds(1);
        stage.blockWindowOf(stage.credit);
        var sweep = stage.stopped(stage.node(later), new Command.Sweep());
        var settling =
            stage.stopped(stage.node(later), Stage.batch(List.of(stage.settlement(held, 7))));
        stage.letGo();
        CompletableFuture.allOf(sweep, settling).join();
        assertThat(stage.call(held)).startsWith("ok ").contains(" cost=7 ").endsWith("late=t");
        assertThat(stage.balance(stage.credit)).isEqualTo("used=7 held=0");
      }
    }
  },

  A_SIGN_OF_LIFE_COMES_WHILE_THE_SWEEP_WAITS {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        HoldRequest held = stage.request(stage.first, 10);
        stage.node().apply(hold(held));
        Instant later = Stage.NOON.plus(Sequence.TTL).plusSeconds(1);
        stage.blockWindowOf(stage.credit);
        var sweep = stage.stopped(stage.node(later), new Command.Sweep());
        stage.node(later).apply(new Command.Heartbeat(stage.orgId, held.id()));
        stage.letGo();
        sweep.join();
        assertThat(stage.call(held)).startsWith("held ");
      }
    }
  },

  /// The first try lost its connection but not its place at the lock; the second try is behind it.
  A_HOLD_IS_PLACED_WHILE_IT_IS_TRIED_AGAIN {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        warmUp(stage);
        HoldRequest request = stage.request(stage.first, 600);
        stage.blockWindowOf(stage.credit);
        var one = stage.stopped(stage.node(), hold(request));
        var again = stage.stopped(stage.node(), hold(request));
        stage.letGo();
        assertThat(granted(one, again)).as("both hear the same").isEqualTo(2);
        assertThat(stage.balance(stage.credit)).isEqualTo("used=2 held=600");
      }
    }
  },

  /// The hold's first try is still at the lock when its caller was turned away and gives it back.
  A_HOLD_IS_PLACED_WHILE_ITS_SETTLEMENT_WAITS {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        Plan.Cap key = stage.cap(Scope.key(stage.first.keyId()), "budget", Period.MONTH, 1000);
        stage.add(key);
        warmUp(stage);
        HoldRequest request = stage.request(stage.first, 600);
        Command givesBack =
            Stage.batch(List.of(stage.settlement(request, 0)), stage.request(stage.second, 1));
        stage.blockWindowOf(stage.credit);
        var holding = stage.stopped(stage.node(), hold(request));
        var settling = stage.stopped(stage.node(), givesBack);
        stage.letGo();
        holding.join();
        if (!outcome(settling).equals("done")) {
          // As a lane does.
          stage.node().apply(givesBack);
        }
        assertThat(stage.call(request)).startsWith("ok ");
        assertThat(stage.balance(key)).isEqualTo("used=1 held=0");
      }
    }
  },

  A_LIMIT_IS_RESTARTED_WHILE_WINDOWS_ARE_MADE {
    @Override
    void play(EngineServer.Database database) throws SQLException {
      try (Stage stage = new Stage(database)) {
        Plan.Cap small = stage.cap(Scope.key(stage.first.keyId()), "budget", Period.MONTH, 10);
        stage.add(small);
        warmUp(stage);
        Plan.Cap fresh = stage.cap(Scope.key(stage.first.keyId()), "budget", Period.HOUR, 1000);
        stage.add(fresh);
        stage.block(
            "insert into windows (org_id, limit_id, unit, starts_at, ends_at) values ('%s', '%s', 'usd', '%s', '%s')"
                .formatted(stage.orgId, fresh.id(), Stage.NOON, Stage.NOON.plusSeconds(3600)));
        var waiting = stage.stopped(stage.node(), hold(stage.request(stage.first, 600)));
        stage.node(Stage.NOON.plusSeconds(1)).apply(edit(small, new Command.Edit.Restart()));
        stage.letGo();
        assertThat(waiting.join()).hasOnlyElementsOfType(HoldOutcome.LimitReached.class);
      }
    }
  };

  abstract void play(EngineServer.Database database) throws SQLException;

  /// Makes the windows of both keys: a call each, which costs one.
  private static void warmUp(Stage stage) throws SQLException {
    warmUp(stage, Stage.NOON);
  }

  private static void warmUp(Stage stage, Instant now) throws SQLException {
    Engine node = stage.node(now);
    for (HoldRequest request :
        List.of(stage.request(stage.first, 1), stage.request(stage.second, 1))) {
      node.apply(hold(request));
      node.apply(Stage.batch(List.of(stage.settlement(request, 1))));
    }
  }

  private static Command hold(HoldRequest request) {
    return Stage.batch(List.of(), request);
  }

  private static Command edit(Plan.Cap cap, Command.Edit edit) {
    return new Command.EditCap(cap.orgId(), cap.id(), edit);
  }

  @SafeVarargs
  private static long granted(CompletableFuture<List<HoldOutcome>>... answers) {
    return Stream.of(answers)
        .flatMap(answer -> answer.join().stream())
        .filter(HoldOutcome.Granted.class::isInstance)
        .count();
  }

  private static String outcome(CompletableFuture<List<HoldOutcome>> answer) {
    try {
      answer.join();
      return "done";
    } catch (CompletionException e) {
      return String.valueOf(e.getCause());
    }
  }
}
