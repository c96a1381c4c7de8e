package ai.nemorouter.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.text.PlainText;
import io.quarkus.logging.json.runtime.JsonFormatter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One message is one line, and quotes no input.
class LogLinesTest {
  // No constant: the compiler would know what it leads to.
  private static final String CANARY = "canary5b1e".strip();
  private static final String FORMAT = "%d %-5p [%c] %s%e%n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb", "a\r\nb", "a\u0000b", "a\u0085b", "a\u2028b", "a\u2029b", "a\u001b[2Kb",
            "a\u009b2Kb",
        "a\u000bb", "a\fb", "a\u007fb", "a\u202eb", "a\u2066b", "a\u200bb", "a\ufeffb", "a\ud800b"
      })
  void whatCouldForgeOrHideALineStandsThereAsAnEscape(String text) {
    String message = written(record(text, null));
    String parameter = written(parameter(text));
    String thrown = written(record("broke", new IllegalStateException(text, new Error(text))));

    for (String line : new String[] {message, parameter, thrown}) {
      assertThat(line).containsPattern("a\\\\(n|u[0-9a-f]{4})");
      assertThat(line.replaceAll("\n(\tat |\t\\.\\.\\. |Caused by: )", "").strip().codePoints())
          .noneMatch(
              letter -> letter != '\t' && !PlainText.isOneVisibleLine(Character.toString(letter)));
    }
  }

  @Test
  void ordinaryTextStaysAsItIs() {
    String text = "Größe 東京 👍 key=5 “quoted” 100 % \\n";

    assertThat(written(record(text, null))).endsWith("[test] " + text + "\n");
    assertThat(PlainText.escaped(PlainText.escaped("a\nb", 10), 10)).isEqualTo("a\\nb");
  }

  @Test
  void aMessageWithoutAnEndIsCut() {
    assertThat(written(record("x".repeat(500_000), null)))
        .hasSizeLessThan(9000)
        .contains("… (492000 more characters)");
  }

  static Stream<Callable<Object>> quoting() {
    return Stream.of(
        () -> Integer.valueOf(CANARY),
        () -> UUID.fromString(CANARY),
        () -> LocalDate.parse(CANARY),
        () -> URI.create("a b" + CANARY),
        () -> Level.parse(CANARY),
        () -> PlainTextKind.valueOf(CANARY),
        () -> new com.fasterxml.jackson.databind.ObjectMapper().readTree("{\"a\": " + CANARY),
        () -> {
          throw new BatchUpdateException("Batch entry 0 insert '" + CANARY + "'", "23505", null);
        },
        () -> {
          throw new IllegalStateException(
              "rollback because of " + CANARY, new SQLException(CANARY, "22P02"));
        });
  }

  private enum PlainTextKind {}

  @ParameterizedTest
  @MethodSource("quoting")
  void anExceptionThatQuotesIsNamedAndNotQuoted(Callable<Object> code) {
    Exception thrown = thrown(code);
    assertThat(thrown.toString()).contains(CANARY);
    IllegalStateException around = new IllegalStateException(thrown);
    around.addSuppressed(thrown);

    String line = written(record("broke", around));

    assertThat(line)
        .doesNotContain(CANARY)
        .contains("java.lang.IllegalStateException")
        .contains(thrown.getClass().getName())
        .contains("at ai.nemorouter.platform.error.LogLinesTest.");
    assertThat(FailureText.of(around)).doesNotContain(CANARY);
  }

  @Test
  void ourOwnReasonsStay() {
    IllegalStateException thrown = new IllegalStateException("The key ring is closed");

    assertThat(written(record("broke", thrown)))
        .contains("java.lang.IllegalStateException: The key ring is closed");
  }

  @Test
  void aLineOfJsonKeepsTheSamePromises() {
    ExtLogRecord line =
        record("a\nb", new IllegalStateException(thrown(() -> Integer.valueOf(CANARY))));
    assertThat(new LogLines().isLoggable(line)).isTrue();

    String json = new JsonFormatter().format(line);

    assertThat(json.strip()).doesNotContain("\n", CANARY).contains("NumberFormatException");
    assertThat(Json.parseObject(json.getBytes(StandardCharsets.UTF_8)).path("message").asText())
        .isEqualTo("a\\nb");
  }

  @Test
  void exceptionsThatNameEachOtherEnd() {
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second", first);
    first.initCause(second);

    assertThat(written(record("broke", first))).contains("first").contains("second");
  }

  private static Exception thrown(Callable<Object> code) {
    try {
      code.call();
    } catch (Exception e) {
      return e;
    }
    throw new AssertionError("Nothing was thrown");
  }

  private static String written(LogRecord line) {
    assertThat(new LogLines().isLoggable(line)).isTrue();
    return new PatternFormatter(FORMAT).format(line);
  }

  private static ExtLogRecord record(String message, @Nullable Throwable thrown) {
    ExtLogRecord line =
        new ExtLogRecord(
            Level.INFO, message, ExtLogRecord.FormatStyle.NO_FORMAT, LogLinesTest.class.getName());
    line.setLoggerName("test");
    line.setThrown(thrown);
    return line;
  }

  private static ExtLogRecord parameter(String value) {
    ExtLogRecord line =
        new ExtLogRecord(
            Level.INFO, "is %s", ExtLogRecord.FormatStyle.PRINTF, LogLinesTest.class.getName());
    line.setLoggerName("test");
    line.setParameters(new Object[] {value});
    return line;
  }
}
