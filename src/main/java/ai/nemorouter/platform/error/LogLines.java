package ai.nemorouter.platform.error;

import ai.nemorouter.platform.text.PlainText;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/// Passes everything that is logged, by whichever part of the application, as one line that cannot
/// be taken for two, and without what exceptions quote. `application.properties` puts it in front
/// of each place that the log goes to.
@LoggingFilter(name = "log-lines")
public final class LogLines implements Filter {
  private static final int LENGTH_MAX = 8000;

  @Override
  public boolean isLoggable(LogRecord line) {
    String message =
        line instanceof ExtLogRecord known ? known.getFormattedMessage() : line.getMessage();
    if (message != null) {
      String escaped = PlainText.escaped(message, LENGTH_MAX);
      if (line instanceof ExtLogRecord known) {
        known.setMessage(escaped, ExtLogRecord.FormatStyle.NO_FORMAT);
      } else {
        line.setMessage(escaped);
      }
      line.setParameters(null);
    }
    if (line.getThrown() != null) {
      line.setThrown(LoggedFailure.of(line.getThrown()));
    }
    return true;
  }
}
