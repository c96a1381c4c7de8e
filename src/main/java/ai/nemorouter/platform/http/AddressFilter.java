package ai.nemorouter.platform.http;

import ai.nemorouter.platform.error.UnacceptableException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.Objects;
import java.util.Optional;

/// Stands in front of everything, so that all filters and routes read an address alike: refuses one
/// that can be read in two ways, and puts others into the one form that routes are matched with.
@Provider
@PreMatching
public class AddressFilter implements ContainerRequestFilter {
  private static final String REFUSED = AddressFilter.class.getName();

  private final RoutingContext request;

  AddressFilter(RoutingContext request) {
    this.request = request;
  }

  void register(@Observes Filters filters) {
    filters.register(AddressFilter::look, FilterOrder.ADDRESS);
  }

  /// A refused request goes on to where its surface words errors, and no further.
  private static void look(RoutingContext context) {
    if (context.get(REFUSED) != null) {
      context.next();
      return;
    }
    String path = Objects.requireNonNullElse(context.request().path(), "");
    String query = context.request().query();
    Optional<String> problem = AddressRules.problem(path, query);
    if (problem.isPresent()) {
      context.put(REFUSED, problem.get());
      context.reroute(RequestArea.of(path) == RequestArea.API ? "/v1/" : "/");
      return;
    }
    String normalized = context.normalizedPath();
    if (normalized.equals(path)) {
      context.next();
    } else {
      context.reroute(query == null ? normalized : normalized + "?" + query);
    }
  }

  @Override
  public void filter(ContainerRequestContext ignored) {
    String problem = request.get(REFUSED);
    if (problem != null) {
      throw new UnacceptableException(problem);
    }
  }
}
