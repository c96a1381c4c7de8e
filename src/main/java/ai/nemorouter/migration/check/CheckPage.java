package ai.nemorouter.migration.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the page that checks models shows.
///
/// @param action where its form goes
/// @param report null before anything was checked
/// @param error what is wrong with what was sent; empty for nothing
public record CheckPage(
    String action,
    String baseUrl,
    List<ClientSnippet> changes,
    @Nullable CheckReport report,
    String error) {

  static CheckPage empty(String action, String baseUrl) {
    return new CheckPage(action, baseUrl, ClientSnippets.to(baseUrl), null, "");
  }

  CheckPage with(CheckReport newReport) {
    return new CheckPage(action, baseUrl, changes, newReport, error);
  }

  CheckPage rejected(String newError) {
    return new CheckPage(action, baseUrl, changes, null, newError);
  }
}
