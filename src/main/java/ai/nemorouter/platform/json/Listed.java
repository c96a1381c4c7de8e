package ai.nemorouter.platform.json;

import ai.nemorouter.platform.list.PageOf;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// An answer with things of a kind: all of them, or a page.
///
/// @param totalCount how many there are on all pages
public record Listed<T>(
    List<T> data, @Schema(description = "How many there are on all pages.") long totalCount) {

  public static <T, J> Listed<J> of(Collection<T> items, long found, Function<T, J> json) {
    return new Listed<>(items.stream().map(json).toList(), found);
  }

  /// All of them.
  public static <T, J> Listed<J> of(Collection<T> items, Function<T, J> json) {
    return of(items, items.size(), json);
  }

  public static <T, J> Listed<J> of(PageOf<T> page, Function<T, J> json) {
    return of(page.items(), page.found(), json);
  }
}
