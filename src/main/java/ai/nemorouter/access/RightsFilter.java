package ai.nemorouter.access;

import ai.nemorouter.platform.http.FilterOrder;
import ai.nemorouter.platform.http.RequestArea;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import java.util.Optional;

/// Rejects actors who hold none of the permissions that a route `Needs`. A route without `Needs` or
/// `OpenTo` is closed to everyone.
@Provider
@Priority(FilterOrder.RIGHTS)
public class RightsFilter implements ContainerRequestFilter {
  private final CurrentActor current;
  private final AutomationSignIn automation;
  private final ResourceInfo route;

  RightsFilter(CurrentActor current, AutomationSignIn automation, ResourceInfo route) {
    this.current = current;
    this.automation = automation;
    this.route = route;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Optional<Needs> needs = needs(route);
    if (needs.isEmpty()) {
      return;
    }
    Permission[] sufficient = needs.get().value();
    Actor actor = actor(request);
    boolean everywhere = needs.get().everywhere();
    if (sufficient.length > 0
        && Arrays.stream(sufficient)
            .noneMatch(one -> everywhere ? actor.may(one) : actor.mayAnywhere(one))) {
      throw new ForbiddenException(sufficient[0]);
    }
  }

  private Actor actor(ContainerRequestContext request) {
    if (RequestArea.of(request.getUriInfo().getRequestUri().getPath()) == RequestArea.CONSOLE) {
      return current.personOrThrow();
    }
    Actor.Automation program =
        automation.automationOrThrow(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    current.act(program);
    return program;
  }

  /// What the method says, else its class, unless that is open to others than members.
  ///
  /// @throws IllegalStateException if neither says anything
  private static Optional<Needs> needs(ResourceInfo route) {
    Class<?> type = route.getResourceClass();
    if (route.getResourceMethod().isAnnotationPresent(OpenTo.class)
        || type.isAnnotationPresent(OpenTo.class)) {
      return Optional.empty();
    }
    Needs own = route.getResourceMethod().getAnnotation(Needs.class);
    Needs needs = own == null ? type.getAnnotation(Needs.class) : own;
    if (needs == null) {
      throw new IllegalStateException("Nothing says who may use " + route.getResourceMethod());
    }
    return Optional.of(needs);
  }
}
