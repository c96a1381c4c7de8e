package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.oracle.Mutation.Edit;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Deliberate faults of the Java side of the engine, each with the test that must turn red: `./mvnw
/// -Pmutations verify` makes them one after the other in a copy of the project and runs that test.
/// Those of the SQL are in `Mutations` and run with all tests.
final class JavaMutations {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Path COPY = PROJECT.resolve("target/mutations/project");
  private static final Path LOGS = PROJECT.resolve("target/mutations");
  private static final Set<String> NOT_COPIED = Set.of("target", ".git", ".data", ".idea");
  private static final String LIMIT = "src/main/java/ai/nemorouter/limit/engine/";

  /// @param file in the package `limit.engine`
  private record Fault(String file, Mutation mutation) {
    Fault(String file, String fault, String test, String find, String replace) {
      this(file, new Mutation(fault, test, List.of(new Edit(find, replace))));
    }
  }

  private static final List<Fault> FAULTS =
      List.of(
          new Fault(
              "Lane.java",
              "a lane that grants what the database did not answer",
              "LaneTest",
              "hold.answer().completeExceptionally(refusal)",
              "hold.answer().complete(new HoldOutcome.Granted(hold.request().ask().input(), refusal.getStackTrace().length, null))"),
          new Fault(
              "Lane.java",
              "a lane that forgets settlements when the database is away",
              "LaneTest",
              "settlements.reversed().forEach(waitingSettlements::addFirst);",
              "settlements.forEach(onBooked);"),
          new Fault(
              "Lane.java",
              "a lane that does not ask again",
              "LaneTest",
              "      try {\n        commit(holds, settlements);\n      } catch (SQLException | RuntimeException second) {\n"
                  + "        disconnect();\n        giveUp(holds, settlements, second);\n      }",
              "      giveUp(holds, settlements, first);"),
          new Fault(
              "Lane.java",
              "a lane in which one bad row takes its neighbours with it",
              "LaneTest",
              "isAboutTheData(cause) && holds.size() + settlements.size() > 1",
              "isAboutTheData(cause) && holds.size() + settlements.size() > 1_000_000"),
          new Fault(
              "Lane.java",
              "a lane that keeps broken connections",
              "LaneTest",
              "try (Connection broken = connection) {",
              "Connection broken = connection;\n    try {"),
          new Fault(
              "BatchStatement.java",
              "a finished call that may go out again",
              "OracleTest",
              "case \"finished\" -> new HoldOutcome.AlreadyFinished();",
              "case \"finished\" -> new HoldOutcome.Granted(Money.ZERO, 0, null);"),
          new Fault(
              "HoldArray.java",
              "calls that no member pays for",
              "OracleTest",
              "plain(hold.payer().memberId());",
              "plain(hold.payer().keyId());"),
          new Fault(
              "Holds.java",
              "a node without signs of life",
              "HoldsTest",
              "if (alive.isEmpty()) {",
              "if (!alive.isEmpty()) {"));

  private JavaMutations() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    copyProject();
    List<String> survivors = new ArrayList<>();
    for (int i = 0; i < FAULTS.size(); i++) {
      Fault fault = FAULTS.get(i);
      Path source = Path.of(LIMIT, fault.file());
      String original = Files.readString(PROJECT.resolve(source));
      Files.writeString(COPY.resolve(source), fault.mutation().applyTo(original));
      boolean red = turnsRed(fault.mutation().proof(), LOGS.resolve("mutation-" + i + ".log"));
      Files.writeString(COPY.resolve(source), original);
      System.out.printf(
          "%-8s %-60s %s%n",
          red ? "caught" : "SURVIVED", fault.mutation(), fault.mutation().proof());
      if (!red) {
        survivors.add(fault.mutation().fault());
      }
    }
    if (!survivors.isEmpty()) {
      throw new IllegalStateException("No test noticed: " + survivors + "; logs are in " + LOGS);
    }
  }

  /// What has to be adapted because the source has changed.
  static List<String> misfits() throws IOException {
    List<String> misfits = new ArrayList<>();
    for (Fault fault : FAULTS) {
      try {
        fault.mutation().applyTo(Files.readString(PROJECT.resolve(LIMIT + fault.file())));
      } catch (IllegalArgumentException e) {
        misfits.add(fault.file() + ": " + e.getMessage());
      }
    }
    return misfits;
  }

  /// Answers whether the test ran and failed; a fault that does not compile proves nothing.
  private static boolean turnsRed(String test, Path log) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder(
                "./mvnw", "-ntp", "-B", "test", "-Dtest=" + test, "-Dspotless.check.skip=true")
            .directory(COPY.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    return exit != 0 && Files.readString(log).contains("There are test failures");
  }

  private static void copyProject() throws IOException {
    Files.walkFileTree(
        PROJECT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path name = folder.getFileName();
            if (name != null
                && NOT_COPIED.contains(name.toString())
                && PROJECT.equals(folder.getParent())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(COPY.resolve(PROJECT.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                COPY.resolve(PROJECT.relativize(file)),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES,
                java.nio.file.LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
