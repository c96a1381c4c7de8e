package ai.nemorouter.testsupport;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A route of the console or of the management API, as its class declares it.
///
/// @param path with its parameters in braces, as in `/o/{slug}/teams/{id}`
public record Route(String verb, String path, Class<?> type, Method method) {
  private static final String ORGANIZATIONS = "/o/";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)(?:\\s*:\\s*([^{}]+))?}");

  /// Every route there is, in a fixed order.
  public static List<Route> all() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("ai.nemorouter")
            .stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(type -> type.reflect())
            .flatMap(Route::of)
            .sorted((a, b) -> a.toString().compareTo(b.toString()))
            .toList();
  }

  private static Stream<Route> of(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !method.isBridge())
        .flatMap(
            method -> verbs(method).map(verb -> new Route(verb, path(type, method), type, method)));
  }

  private static Stream<String> verbs(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .flatMap(type -> Stream.ofNullable(type.getAnnotation(HttpMethod.class)))
        .map(HttpMethod::value);
  }

  private static String path(Class<?> type, Method method) {
    String base = type.getAnnotation(Path.class).value();
    Path own = method.getAnnotation(Path.class);
    return ("/" + base + "/" + (own == null ? "" : own.value()))
        .replaceAll("/+", "/")
        .replaceAll("(?<=.)/$", "");
  }

  /// Who may use it where it is not about rights in an organization.
  public OpenTo.@Nullable Audience audience() {
    return Stream.of(method.getAnnotation(OpenTo.class), type.getAnnotation(OpenTo.class))
        .filter(found -> found != null)
        .map(OpenTo::value)
        .findFirst()
        .orElse(null);
  }

  /// What it needs in an organization; empty where nothing is said.
  public Optional<Needs> needs() {
    if (audience() != null) {
      return Optional.empty();
    }
    return Optional.ofNullable(method.getAnnotation(Needs.class))
        .or(() -> Optional.ofNullable(type.getAnnotation(Needs.class)));
  }

  public boolean isApi() {
    return path.startsWith("/v1");
  }

  public boolean takesFiles() {
    Consumes consumes = method.getAnnotation(Consumes.class);
    return consumes != null
        && Arrays.asList(consumes.value()).contains(MediaType.MULTIPART_FORM_DATA);
  }

  /// Whether something is named besides the organization.
  public boolean namesSomething() {
    return PARAMETER
        .matcher(path)
        .results()
        .anyMatch(found -> !isOrganization(found) && !isCatchAll(found.group(1)));
  }

  /// The address of the route.
  ///
  /// @param slug of the organization
  /// @param thing whatever else is named
  public String address(String slug, String thing) {
    Matcher parameters = PARAMETER.matcher(path);
    return parameters.replaceAll(found -> {
      if (isOrganization(found)) {
        return slug;
      }
      if (found.group(1).equals("number") && ID.matcher(thing).matches()) {
        return "1";
      }
      String pattern = found.group(2);
      if (pattern == null) {
        return thing;
      }
      // A slug of a model has two parts.
      return pattern.contains("+") ? "author/" + thing : pattern.replaceFirst("\\|.*", "");
    });
  }

  private boolean isOrganization(MatchResult parameter) {
    return path.startsWith(ORGANIZATIONS) && parameter.start() == ORGANIZATIONS.length();
  }

  private static boolean isCatchAll(String parameter) {
    return parameter.equals("rest") || parameter.equals("path");
  }

  @Override
  public String toString() {
    return verb + " " + path;
  }
}
