package ai.nemorouter.sso;

import ai.nemorouter.platform.PlainText;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the provider says of a person, as far as it matters here.
///
/// @param email only if the provider has verified it
/// @param name empty if it does not say
record Claims(
    String subject,
    Optional<String> email,
    String name,
    Set<String> groups,
    Set<String> roles,
    Set<String> organizations) {
  private static final int NAME_LENGTH_MAX = 120;

  Claims {
    groups = Set.copyOf(groups);
    roles = Set.copyOf(roles);
    organizations = Set.copyOf(organizations);
  }

  /// A claim that people are mapped by.
  enum Kind {
    GROUP("Group"),
    ROLE("Role"),
    ORGANIZATION("Organization");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    /// As rows and settings name it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kind> of(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  static Claims of(String subject, Map<String, Object> claims, SsoConfig config) {
    boolean verified = config.trustEmail() || isTrue(claims.get("email_verified"));
    return new Claims(
        subject,
        Optional.ofNullable(claims.get("email")).map(Object::toString).filter(_ -> verified),
        name(claims),
        values(claims, config.groupsClaim()),
        values(claims, config.rolesClaim()),
        values(claims, config.organizationsClaim()));
  }

  /// Of somebody whom the provider no longer vouches for.
  static Claims nothing(String subject) {
    return new Claims(subject, Optional.empty(), "", Set.of(), Set.of(), Set.of());
  }

  Set<String> of(Kind kind) {
    return switch (kind) {
      case GROUP -> groups;
      case ROLE -> roles;
      case ORGANIZATION -> organizations;
    };
  }

  boolean has(Kind kind, String value) {
    return of(kind).contains(value);
  }

  private static boolean isTrue(@Nullable Object value) {
    return Boolean.TRUE.equals(value) || "true".equals(value);
  }

  private static String name(Map<String, Object> claims) {
    Object name = claims.getOrDefault("name", claims.getOrDefault("preferred_username", ""));
    String text = PlainText.trimmed(PlainText.visible(Objects.toString(name, "")));
    return text.length() > NAME_LENGTH_MAX ? text.substring(0, NAME_LENGTH_MAX) : text;
  }

  /// A claim of that very name, else what the path leads to: a list of names, one name, or an
  /// object whose fields are the names.
  private static Set<String> values(Map<String, Object> claims, String path) {
    Object found = claims.get(path);
    if (found == null) {
      found = claims;
      for (String step : path.split("\\.", -1)) {
        found = found instanceof Map<?, ?> fields ? fields.get(step) : null;
      }
    }
    return switch (found) {
      case null -> Set.of();
      case String one -> Set.of(one);
      case Collection<?> many -> names(many);
      case Map<?, ?> fields -> names(fields.keySet());
      default -> Set.of();
    };
  }

  private static Set<String> names(Collection<?> values) {
    Set<String> names = new LinkedHashSet<>();
    for (Object value : values) {
      if (value instanceof String name) {
        names.add(name);
      }
    }
    return names;
  }
}
