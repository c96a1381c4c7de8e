package ai.nemorouter.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Knows which methods a path takes, for the `Allow` header of a 405, which the framework leaves
/// out.
@ApplicationScoped
class AllowedMethods {
  private static final Pattern PARAMETER_WITH_PATTERN = Pattern.compile("\\{\\w+:([^}]+)}");
  private static final Pattern PARAMETER = Pattern.compile("\\{\\w+}");

  private final List<Route> routes = new ArrayList<>();

  private record Route(Pattern path, String method) {}

  AllowedMethods(BeanManager beans) {
    for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
      Path root = bean.getBeanClass().getAnnotation(Path.class);
      if (root != null) {
        addRoutes(root.value(), bean.getBeanClass());
      }
    }
  }

  /// As the header wants them, in alphabetical order; empty where nothing answers at that path.
  String at(String path) {
    TreeSet<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (route.path().matcher(path).matches()) {
        methods.add(route.method());
      }
    }
    return String.join(", ", methods);
  }

  private void addRoutes(String root, Class<?> resource) {
    for (Method method : resource.getDeclaredMethods()) {
      Path own = method.getAnnotation(Path.class);
      Pattern path = pattern(own == null ? root : root + "/" + own.value());
      httpMethods(method).forEach(name -> routes.add(new Route(path, name)));
    }
  }

  private static Stream<String> httpMethods(Method method) {
    return Stream.of(method.getAnnotations())
        .map(Annotation::annotationType)
        .filter(type -> type.isAnnotationPresent(HttpMethod.class))
        .map(type -> type.getAnnotation(HttpMethod.class).value());
  }

  private static Pattern pattern(String template) {
    String slashed = ("/" + template).replaceAll("/+", "/");
    String withPatterns = PARAMETER_WITH_PATTERN.matcher(slashed).replaceAll("($1)");
    return Pattern.compile(PARAMETER.matcher(withPatterns).replaceAll("[^/]+") + "/?");
  }
}
