package ai.nemorouter.key.page;

import ai.nemorouter.key.BulkKeyActions;
import ai.nemorouter.key.Key;
import ai.nemorouter.platform.text.Csv;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// New secrets as a file of comma-separated values, which no cache keeps.
final class SecretsFile {
  private static final String HEAD = "name,id,secret,old_secret,old_secret_until,problem";

  private SecretsFile() {}

  static Response of(List<BulkKeyActions.Outcome> outcomes) {
    String lines =
        outcomes.stream().map(SecretsFile::line).collect(Collectors.joining("\r\n", "", "\r\n"));
    return Response.ok(HEAD + "\r\n" + lines)
        .type("text/csv; charset=utf-8")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"rotated-keys.csv\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static String line(BulkKeyActions.Outcome outcome) {
    Key key = outcome.key();
    Key rotated = outcome.failure() == null ? key : null;
    return Stream.of(
            cell(key == null ? null : key.name()),
            cell(outcome.id().toString()),
            cell(outcome.revealed()),
            cell(rotated == null ? null : rotated.previousLabel()),
            cell(rotated == null ? null : String.valueOf(rotated.previousUntil())),
            cell(outcome.failure()))
        .collect(Collectors.joining(","));
  }

  private static String cell(@Nullable String text) {
    return text == null || text.isEmpty() ? "" : Csv.cell(text);
  }
}
