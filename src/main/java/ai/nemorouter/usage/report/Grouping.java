package ai.nemorouter.usage.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// By what usage is told apart.
public enum Grouping {
  TEAM("Team", "cast(e.team_id as text)"),
  KEY("Key", "cast(e.key_id as text)"),
  MEMBER("Member", "coalesce(cast(e.member_id as text), '')"),
  MODEL("Model", "e.model"),
  PROVIDER("Provider", "coalesce(e.provider, '')");

  private final String label;
  private final String column;

  Grouping(String label, String column) {
    this.label = label;
    this.column = column;
  }

  /// The word in the database and in addresses.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String label() {
    return label;
  }

  /// What the table of them is headed, as in `By team`.
  public String heading() {
    return "By " + word();
  }

  /// What identifies a group, as text; empty where there is none.
  String column() {
    return column;
  }

  /// What stands for usage that belongs to no such thing.
  String unassigned() {
    return switch (this) {
      case MEMBER -> "Unassigned (service keys)";
      case PROVIDER -> "Unassigned (no provider)";
      case TEAM, KEY, MODEL -> "Unassigned";
    };
  }

  public static Optional<Grouping> of(String word) {
    return Arrays.stream(values()).filter(grouping -> grouping.word().equals(word)).findFirst();
  }
}
