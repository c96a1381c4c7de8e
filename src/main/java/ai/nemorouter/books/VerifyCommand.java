package ai.nemorouter.books;

import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.chain.ChainCheck;
import ai.nemorouter.platform.database.EmbeddedDatabase;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.error.InvalidSettingException;
import ai.nemorouter.platform.text.Numbers;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/// `verify [--org slug]`: checks the books and the audit logs from a terminal or a scheduler, and
/// says by its exit code what it found. It only talks to the database: no server, lane, sweep or
/// migration starts, so it may run beside a node.
public final class VerifyCommand {
  public static final String NAME = "verify";
  private static final int BALANCED = 0;
  private static final int DEVIATIONS = 1;
  private static final int FAILED = 2;
  private static final String USAGE =
      """
      usage: verify [--org <slug>]
        Recomputes the books of all organizations, or of one, and names each deviation; and the
        chain of blocks of their audit logs, and names the first entry that does not fit.
        Exit code 0: all is well. 1: there are deviations. 2: they could not be checked.\
      """;

  private final PrintStream out;
  private final PrintStream err;

  public VerifyCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// @param arguments what follows the command's name
  /// @return the exit code
  public int run(List<String> arguments) {
    boolean one = arguments.size() == 2 && arguments.getFirst().equals("--org");
    if (!one && !arguments.isEmpty()) {
      err.println(USAGE);
      return FAILED;
    }
    try (Connection connection = connect()) {
      return one ? verifyOne(connection, arguments.get(1)) : verifyAll(connection);
    } catch (InvalidSettingException e) {
      err.println(e.getMessage());
    } catch (FailedStep e) {
      complain(e.cause);
    } catch (SQLException e) {
      complain(e);
    }
    return FAILED;
  }

  private void complain(SQLException cause) {
    err.println("The books could not be checked: " + FailureText.of(cause));
    err.println("Is this the database of a NemoRouter of the same version, and does it run?");
  }

  private static Connection connect() throws SQLException {
    EmbeddedDatabase.joinUnlessConfigured();
    Config config = ConfigProvider.getConfig();
    Connection connection =
        DriverManager.getConnection(
            config.getValue("quarkus.datasource.jdbc.url", String.class),
            config.getOptionalValue("quarkus.datasource.username", String.class).orElse(""),
            config.getOptionalValue("quarkus.datasource.password", String.class).orElse(""));
    connection.setAutoCommit(false);
    return connection;
  }

  private int verifyOne(Connection connection, String slug) throws SQLException {
    VerifyRows rows = new VerifyRows(connection);
    List<VerifyRows.Subject> named =
        rows.subjects().stream().filter(subject -> subject.slug().equals(slug)).toList();
    if (named.isEmpty()) {
      err.println("There is no organization with the slug " + slug + ".");
      return FAILED;
    }
    VerifyRows.Check check = rows.check(named.getFirst());
    connection.commit();
    int books = report(1, check.calls(), check.deviations().size(), check.deviations());
    return Math.max(books, checkAuditLogs(connection, logs(named)));
  }

  private int verifyAll(Connection connection) throws SQLException {
    VerifyRuns runs = new VerifyRuns(transactions(connection));
    Optional<UUID> begun = runs.begin(VerifyRun.Trigger.COMMAND);
    if (begun.isEmpty()) {
      err.println("A check is under way already; its result will be on the page /operator/books.");
      return FAILED;
    }
    runs.perform(begun.get());
    VerifyRows rows = new VerifyRows(connection);
    VerifyRows.Outcome outcome = rows.outcome(begun.get());
    int books =
        report(
            outcome.organizations(),
            outcome.calls(),
            outcome.deviationsFound(),
            outcome.deviations());
    Map<String, UUID> logs = logs(rows.subjects());
    logs.put("the installation", AuditLog.INSTALLATION);
    return Math.max(books, checkAuditLogs(connection, logs));
  }

  /// What the audit logs are called, and what they are stored under.
  private static Map<String, UUID> logs(List<VerifyRows.Subject> subjects) {
    Map<String, UUID> logs = new LinkedHashMap<>();
    subjects.forEach(subject -> logs.put(subject.slug(), subject.id()));
    return logs;
  }

  private int checkAuditLogs(Connection connection, Map<String, UUID> logs) throws SQLException {
    Map<String, String> keys = ChainCheck.publicKeys(connection);
    long entries = 0;
    int code = BALANCED;
    for (Map.Entry<String, UUID> log : logs.entrySet()) {
      ChainCheck chain = ChainCheck.of(connection, log.getValue(), keys);
      connection.commit(); // The next one is seen as it is then.
      entries += chain.entries();
      if (!chain.isIntact()) {
        out.printf("The audit log of %s was changed. %s%n", log.getKey(), chain.summary());
        code = DEVIATIONS;
      }
    }
    if (code == BALANCED) {
      out.printf(
          "The audit logs fit: %s of them, %s sealed entries.%n",
          Numbers.grouped(logs.size()), Numbers.grouped(entries));
    }
    return code;
  }

  /// A step that the database refused, or that it could not be asked for.
  private static final class FailedStep extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException cause;

    FailedStep(SQLException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private static VerifyRuns.Transactions transactions(Connection connection) {
    return new VerifyRuns.Transactions() {
      @Override
      public <T> T inTransaction(VerifyRuns.Step<T> step) {
        try {
          T result = step.with(new VerifyRows(connection));
          connection.commit();
          return result;
        } catch (SQLException e) {
          throw new FailedStep(e);
        }
      }
    };
  }

  private int report(int organizations, long calls, long found, List<Deviation> deviations) {
    out.printf(
        "Checked %s organizations, %s requests.%n",
        Numbers.grouped(organizations), Numbers.grouped(calls));
    if (found == 0) {
      out.println("The books balance.");
      return BALANCED;
    }
    out.printf("%s deviations:%n", Numbers.grouped(found));
    for (Deviation deviation : deviations) {
      out.printf(
          "  %s %s, %s: %s%n",
          deviation.invariant(), deviation.organization(), deviation.subject(), deviation.detail());
    }
    if (found > deviations.size()) {
      out.printf("  and %s more%n", Numbers.grouped(found - deviations.size()));
    }
    return DEVIATIONS;
  }
}
