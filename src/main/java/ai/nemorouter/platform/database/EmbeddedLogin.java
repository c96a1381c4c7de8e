package ai.nemorouter.platform.database;

import ai.nemorouter.platform.secret.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/// Who may connect to the embedded database: those who know a random password. It is kept beside
/// the data, where other accounts of the machine cannot read it.
///
/// Earlier versions asked for no password. Such a server is opened once more to be given one, and
/// so is a server whose password was lost, as when its folder alone was copied.
final class EmbeddedLogin {
  static final String USER = "postgres";
  static final String FILE = "postgres.password";
  static final String METHOD = "scram-sha-256";

  private static final String RULES = "pg_hba.conf";
  private static final String COMMENT = "#";
  private static final String NO_PASSWORD = "\\btrust\\b";
  private static final List<String> OPEN =
      List.of("host all postgres 127.0.0.1/32 trust", "host all postgres ::1/128 trust");
  private static final int BYTES = 32;

  private final Path rules;
  private final Path file;

  /// @param folder of the server's data
  EmbeddedLogin(Path folder) {
    this.rules = folder.resolve(RULES);
    this.file = folder.resolveSibling(FILE);
  }

  /// Where the password is kept, made if it is missing.
  Path file() throws IOException {
    password();
    return file;
  }

  /// The password, made if it is missing.
  String password() throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return PrivateFile.readOrCreate(
        file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /// Whether the server of this data has to be given the password that is kept: it lets people in
  /// without one, or has one that is lost.
  boolean isMissing() throws IOException {
    return Files.exists(rules)
        && (!Files.exists(file) || ruleLines().anyMatch(EmbeddedLogin::needsNoPassword));
  }

  /// Lets this machine in without a password, from the next start of the server on.
  void open() throws IOException {
    write(Stream.concat(OPEN.stream(), ruleLines()).toList());
  }

  /// Sets the password, and asks everybody for it from the next start of the server on.
  void close(DataSource server) throws IOException, SQLException {
    try (Connection connection = server.getConnection()) {
      connection
          .unwrap(PGConnection.class)
          .alterUserPassword(USER, password().toCharArray(), METHOD);
    }
    write(
        ruleLines()
            .map(line -> needsNoPassword(line) ? line.replaceAll(NO_PASSWORD, METHOD) : line)
            .distinct()
            .toList());
  }

  private static boolean needsNoPassword(String line) {
    return line.replaceFirst(COMMENT + ".*", "").matches(".*" + NO_PASSWORD + ".*");
  }

  private Stream<String> ruleLines() throws IOException {
    return Files.readAllLines(rules).stream();
  }

  private void write(List<String> lines) throws IOException {
    Path draft = rules.resolveSibling(RULES + ".new");
    Files.write(draft, lines);
    Files.move(draft, rules, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
