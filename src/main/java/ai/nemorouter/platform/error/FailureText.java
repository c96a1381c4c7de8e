package ai.nemorouter.platform.error;

import ai.nemorouter.platform.text.PlainText;
import io.vertx.ext.mail.SMTPException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What may be written down of an exception: what happened and where, never what a person or a
/// program had sent. Many exceptions quote the value that they choke on, and those around a
/// statement quote its arguments: of these only the type, and of a database's error its code and
/// the names of what it is about.
public final class FailureText {
  private static final int LENGTH_MAX = 1000;
  private static final int CAUSES_MAX = 20;

  /// Classes of SQL states whose messages name tables, constraints and connections and no values.
  /// Not 22 (data exception), which quotes the value.
  private static final Set<String> WITHOUT_VALUES =
      Set.of("08", "23", "25", "28", "40", "42", "53", "54", "55", "57", "P0");

  /// What quotes the text that it reads, or the arguments of a statement.
  private static final List<String> QUOTING =
      List.of(
          "org.hibernate.exception.",
          "org.hibernate.query.",
          "org.hibernate.type.",
          "org.hibernate.PropertyValueException",
          "org.hibernate.QueryException",
          "jakarta.persistence.",
          "com.fasterxml.jackson.",
          "com.google.re2j.",
          "io.quarkus.oidc.",
          "org.jose4j.",
          "java.text.",
          "java.time.",
          "java.net.URISyntaxException",
          "java.util.regex.");

  private FailureText() {}

  /// The exception and what caused it, in one line.
  public static String of(Throwable failure) {
    StringBuilder text = new StringBuilder(one(failure));
    Throwable cause = failure.getCause();
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      text.append(", caused by ").append(one(cause));
      cause = cause.getCause();
    }
    return text.toString();
  }

  /// The exception alone.
  static String one(Throwable failure) {
    String message = message(failure);
    String type = failure.getClass().getName();
    return message == null || message.isEmpty()
        ? type
        : type + ": " + PlainText.escaped(message, LENGTH_MAX);
  }

  private static @Nullable String message(Throwable failure) {
    return switch (failure) {
      case PSQLException refused -> ofDatabase(refused);
      // The pool's have no state, and say only how long was waited.
      case SQLException sql ->
          sql.getClass() == SQLException.class && sql.getSQLState() == null
              ? sql.getMessage()
              : "SQL state " + sql.getSQLState();
      case SMTPException mail -> "reply code " + mail.getReplyCode();
      default -> quotes(failure, 0) ? null : failure.getMessage();
    };
  }

  private static String ofDatabase(PSQLException failure) {
    String state = Objects.toString(failure.getSQLState(), "none");
    StringBuilder text = new StringBuilder("SQL state ").append(state);
    ServerErrorMessage said = failure.getServerErrorMessage();
    String message = said == null ? failure.getMessage() : said.getMessage();
    if (message != null && state.length() > 2 && WITHOUT_VALUES.contains(state.substring(0, 2))) {
      text.append(": ").append(message);
    }
    if (said != null) {
      append(text, "table", said.getTable());
      append(text, "column", said.getColumn());
      append(text, "constraint", said.getConstraint());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String what, @Nullable String name) {
    if (name != null) {
      text.append(' ').append(what).append('=').append(name);
    }
  }

  /// An exception around one that quotes usually repeats its message.
  private static boolean quotes(Throwable failure, int depth) {
    String type = failure.getClass().getName();
    if (QUOTING.stream().anyMatch(type::startsWith)
        || failure instanceof SQLException
        || failure instanceof SMTPException
        || isAboutAValue(failure)) {
      return true;
    }
    Throwable cause = failure.getCause();
    return cause != null && depth < CAUSES_MAX && quotes(cause, depth + 1);
  }

  /// The JDK's own: no number, no such constant, no UUID, no address, no path.
  private static boolean isAboutAValue(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    return failure instanceof IllegalArgumentException
        && (frames.length == 0 || frames[0].getClassName().startsWith("java."));
  }
}
