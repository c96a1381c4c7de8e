package ai.nemorouter.access;

import ai.nemorouter.platform.FilterOrder;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/// Guards the pages of the operator of this installation: for everybody else they do not exist.
@Provider
@Priority(FilterOrder.OPERATOR)
public class OperatorFilter implements ContainerRequestFilter {
  private static final String ROOT = "/operator";

  private final CurrentActor current;

  OperatorFilter(CurrentActor current) {
    this.current = current;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getRequestUri().getPath();
    if (path.equals(ROOT) || path.startsWith(ROOT + "/")) {
      current.operatorOrThrow();
    }
  }
}
