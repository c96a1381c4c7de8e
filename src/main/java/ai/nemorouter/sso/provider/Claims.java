package ai.nemorouter.sso.provider;

import ai.nemorouter.platform.text.PlainText;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the provider says of a person, as far as it matters here.
///
/// @param email only if the provider has verified it
/// @param name empty if it does not say
/// @param unclear what it did not say, or not in full. What is known of it counts; nothing that is
///   missing there shows that the person has it no more
public record Claims(
    String subject,
    Optional<String> email,
    String name,
    Set<String> groups,
    Set<String> roles,
    Set<String> organizations,
    Set<Claims.Kind> unclear) {
  private static final int NAME_LENGTH_MAX = 120;

  /// Where OpenID Connect names claims that the token does not hold itself. Microsoft Entra does so
  /// for people with more groups than fit into a token.
  private static final String ELSEWHERE = "_claim_names";

  /// What Entra says instead in some flows.
  private static final String TOO_MANY_GROUPS = "hasgroups";

  /// A claim that is not there at all, unlike one that is there and null.
  private static final Object OMITTED = new Object();

  public Claims {
    groups = Set.copyOf(groups);
    roles = Set.copyOf(roles);
    organizations = Set.copyOf(organizations);
    unclear = Set.copyOf(unclear);
  }

  /// A claim that people are mapped by.
  public enum Kind {
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

    public static Optional<Kind> of(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  public static Claims of(String subject, Map<String, Object> claims, SsoConfig config) {
    boolean verified = config.trustEmail() || isTrue(claims.get("email_verified"));
    Values groups = values(claims, Kind.GROUP, config.groupsClaim(), config);
    Values roles = values(claims, Kind.ROLE, config.rolesClaim(), config);
    Values organizations = values(claims, Kind.ORGANIZATION, config.organizationsClaim(), config);
    return new Claims(
        subject,
        Optional.ofNullable(claims.get("email")).map(Object::toString).filter(_ -> verified),
        name(claims),
        groups.names(),
        roles.names(),
        organizations.names(),
        Stream.of(groups, roles, organizations)
            .filter(values -> !values.complete())
            .map(Values::kind)
            .collect(Collectors.toSet()));
  }

  /// The claims of a person whom the provider no longer vouches for.
  public static Claims nothing(String subject) {
    return new Claims(subject, Optional.empty(), "", Set.of(), Set.of(), Set.of(), Set.of());
  }

  public Set<String> of(Kind kind) {
    return switch (kind) {
      case GROUP -> groups;
      case ROLE -> roles;
      case ORGANIZATION -> organizations;
    };
  }

  public boolean has(Kind kind, String value) {
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

  /// What a claim lists.
  ///
  /// @param complete whether the person has nothing of that kind besides
  private record Values(Kind kind, Set<String> names, boolean complete) {}

  /// A claim of that very name, else what the path leads to: a list of names, one name, or for
  /// organizations an object whose fields are the names. Anything else says nothing, and neither
  /// does a claim that is left out, unless the provider is known to leave out empty lists.
  private static Values values(
      Map<String, Object> claims, Kind kind, String path, SsoConfig config) {
    Object found = claims.containsKey(path) ? claims.get(path) : follow(claims, path);
    Values values = read(kind, found, config);
    return isElsewhere(claims, path) ? new Values(kind, values.names(), false) : values;
  }

  private static Values read(Kind kind, @Nullable Object found, SsoConfig config) {
    if (OMITTED.equals(found)) {
      boolean none =
          config.omittedMeansNone().orElse(List.of()).stream().anyMatch(kind.word()::equals);
      return new Values(kind, Set.of(), none);
    }
    return switch (found) {
      case null -> new Values(kind, Set.of(), false);
      case String one -> names(kind, List.of(one));
      case Collection<?> many -> names(kind, many);
      case Map<?, ?> fields when kind == Kind.ORGANIZATION -> names(kind, fields.keySet());
      default -> new Values(kind, Set.of(), false);
    };
  }

  /// @return null where the path leads through something that is no object
  private static @Nullable Object follow(Map<String, Object> claims, String path) {
    Object found = claims;
    for (String step : path.split("\\.", -1)) {
      if (!(found instanceof Map<?, ?> fields)) {
        return null;
      }
      if (!fields.containsKey(step)) {
        return OMITTED;
      }
      found = fields.get(step);
    }
    return found;
  }

  private static boolean isElsewhere(Map<String, Object> claims, String path) {
    String first = path.split("\\.", -1)[0];
    boolean named =
        claims.get(ELSEWHERE) instanceof Map<?, ?> names
            && (names.containsKey(path) || names.containsKey(first));
    return named || (first.equals("groups") && isTrue(claims.get(TOO_MANY_GROUPS)));
  }

  private static Values names(Kind kind, Collection<?> values) {
    Set<String> names = new LinkedHashSet<>();
    boolean complete = true;
    for (Object value : values) {
      if (value instanceof String name && !name.isBlank()) {
        names.add(name);
      } else {
        complete = false;
      }
    }
    return new Values(kind, names, complete);
  }
}
