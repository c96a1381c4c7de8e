package ai.nemorouter.console.search;

import java.util.List;

/// What a search found, kind by kind.
///
/// @param text what was looked for; empty where nothing was yet
/// @param kinds what this person can look for, in words
public record SearchHit(String text, String kinds, List<Group> groups) {
  public SearchHit {
    groups = groups.stream().filter(group -> !group.hits().isEmpty()).toList();
  }

  /// Things of one kind.
  public record Group(String title, List<Hit> hits) {
    public Group {
      hits = List.copyOf(hits);
    }
  }

  /// @param icon the name of a symbol
  /// @param note what tells it from others of the same name; empty for nothing
  public record Hit(String icon, String label, String note, String href) {}

  public boolean isAsked() {
    return !text.isEmpty();
  }

  public int count() {
    return groups.stream().mapToInt(group -> group.hits().size()).sum();
  }
}
