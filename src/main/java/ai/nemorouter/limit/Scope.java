package ai.nemorouter.limit;

import java.util.Locale;
import java.util.UUID;

/// What a limit applies to: a whole organization, one team of it, one of its members or one key.
public record Scope(Kind kind, UUID id) {
  /// The levels of the hierarchy that can carry a limit.
  public enum Kind {
    ORGANIZATION,
    TEAM,
    MEMBER,
    KEY;

    public String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// As in `Team`.
    public String label() {
      return name().charAt(0) + column().substring(1);
    }

    public static Kind of(String column) {
      return valueOf(column.toUpperCase(Locale.ROOT));
    }
  }

  public static Scope organization(UUID id) {
    return new Scope(Kind.ORGANIZATION, id);
  }

  public static Scope team(UUID id) {
    return new Scope(Kind.TEAM, id);
  }

  public static Scope member(UUID userId) {
    return new Scope(Kind.MEMBER, userId);
  }

  public static Scope key(UUID id) {
    return new Scope(Kind.KEY, id);
  }
}
