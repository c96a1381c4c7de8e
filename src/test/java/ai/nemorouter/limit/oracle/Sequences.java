package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.engine.HoldOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// Runs sequences on the model and on a real engine, and compares reply by reply and balance by
/// balance.
final class Sequences implements AutoCloseable {
  /// After so many commands, and at the end, all balances are compared.
  private static final int COMPARE_EVERY = 6;

  private final Engine engine;

  Sequences(EngineServer.Database database) throws SQLException {
    engine = new Engine(database, "sequences", Sequence.TTL);
  }

  /// What went wrong at which command.
  record Deviation(int command, String what) {}

  Optional<Deviation> run(Sequence sequence) throws SQLException {
    return run(sequence, COMPARE_EVERY);
  }

  private Optional<Deviation> run(Sequence sequence, int compareEvery) throws SQLException {
    Oracle oracle = new Oracle(sequence.plan(), Sequence.TTL);
    List<UUID> orgs = sequence.plan().orgs().stream().map(Plan.Org::id).toList();
    engine.setNow(sequence.plan().start());
    engine.build(sequence.plan());
    try {
      List<Command> commands = sequence.commands();
      for (int i = 0; i < commands.size(); i++) {
        String problem = compareReplies(oracle, commands.get(i));
        if (problem.isEmpty() && (i % compareEvery == 0 || i == commands.size() - 1)) {
          problem = difference(Balances.of(oracle), engine.balances(orgs));
        }
        if (!problem.isEmpty()) {
          return Optional.of(new Deviation(i, problem));
        }
      }
      return Optional.empty();
    } finally {
      // The sweeper of the next sequence has another clock.
      engine.execute("delete from holds");
    }
  }

  private String compareReplies(Oracle oracle, Command command) {
    List<List<HoldOutcome>> expected = oracle.apply(command);
    List<HoldOutcome> replies;
    try {
      replies = engine.apply(command);
    } catch (SQLException e) {
      return "the engine failed: " + e.getMessage();
    }
    if (replies.size() != expected.size()) {
      return "%d replies instead of %d".formatted(replies.size(), expected.size());
    }
    for (int i = 0; i < replies.size(); i++) {
      if (!expected.get(i).contains(replies.get(i))) {
        return "hold %d was answered\n    %s\n  instead of\n    %s"
            .formatted(i, replies.get(i), expected.get(i));
      }
    }
    return "";
  }

  static String difference(SortedMap<String, String> expected, SortedMap<String, String> real) {
    if (expected.equals(real)) {
      return "";
    }
    StringBuilder text = new StringBuilder("the balances differ");
    SortedMap<String, String> all = new TreeMap<>(expected);
    all.putAll(real);
    all.keySet().stream()
        .filter(name -> !expected.getOrDefault(name, "").equals(real.getOrDefault(name, "")))
        .forEach(name ->
            text.append(
                "\n    %s: %s, instead of %s"
                    .formatted(
                        name,
                        real.getOrDefault(name, "nothing"),
                        expected.getOrDefault(name, "nothing"))));
    return text.toString();
  }

  /// The failing sequence without every command that it fails without, and how it fails then.
  String explain(long seed) throws SQLException {
    List<Integer> kept = new ArrayList<>();
    int count = Sequence.of(seed).commands().size();
    for (int i = 0; i < count; i++) {
      kept.add(i);
    }
    for (int i = count - 1; i >= 0; i--) {
      List<Integer> fewer = new ArrayList<>(kept);
      fewer.remove(Integer.valueOf(i));
      if (run(only(Sequence.of(seed), fewer), 1).isPresent()) {
        kept = fewer;
      }
    }
    Sequence shrunk = only(Sequence.of(seed), kept);
    Deviation deviation =
        run(shrunk, 1).orElse(new Deviation(0, "it did not fail when it was tried again"));
    StringBuilder text =
        new StringBuilder(
            "The engine and the model disagree; replay with -Dnemorouter.seed=" + seed);
    text.append("\nThe world ").append(shrunk.plan());
    for (int i = 0; i <= deviation.command() && i < shrunk.commands().size(); i++) {
      text.append("\n%d. %s".formatted(i + 1, shrunk.commands().get(i)));
    }
    return text.append("\n  ").append(deviation.what()).toString();
  }

  private static Sequence only(Sequence sequence, List<Integer> kept) {
    return new Sequence(sequence.plan(), kept.stream().map(sequence.commands()::get).toList());
  }

  @Override
  public void close() throws SQLException {
    engine.close();
  }
}
