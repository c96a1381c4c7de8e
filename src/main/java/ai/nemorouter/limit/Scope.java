package ai.nemorouter.limit;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import java.util.Locale;
import java.util.UUID;

/// What a limit applies to: a whole organization, one team of it, one of its members or one key.
@Embeddable
public record Scope(
    @Enumerated(EnumType.STRING) @Column(name = "scope") Kind kind,
    @Column(name = "scope_id") UUID id) {
  /// The levels of the hierarchy that can carry a limit.
  public enum Kind {
    ORGANIZATION,
    TEAM,
    MEMBER,
    KEY;

    @EnumeratedValue private final String word;

    Kind() {
      this.word = name().toLowerCase(Locale.ROOT);
    }

    public String column() {
      return word;
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
