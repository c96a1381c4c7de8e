package ai.nemorouter.access;

import ai.nemorouter.platform.http.FilterOrder;
import ai.nemorouter.platform.http.RequestArea;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/// Guards what is for the operators of this installation. Its pages do not exist for anybody else;
/// its API wants an operator key.
@Provider
@Priority(FilterOrder.OPERATOR)
public class OperatorFilter implements ContainerRequestFilter {
  private static final String ROOT = "/operator";

  private final CurrentActor current;
  private final OperatorSignIn signIn;
  private final ResourceInfo route;

  OperatorFilter(CurrentActor current, OperatorSignIn signIn, ResourceInfo route) {
    this.current = current;
    this.signIn = signIn;
    this.route = route;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getRequestUri().getPath();
    if (path.equals(ROOT) || path.startsWith(ROOT + "/")) {
      current.operatorOrThrow();
    } else if (RequestArea.of(path) == RequestArea.API && isForOperators()) {
      current.operate(
          signIn.operatorOrThrow(
              request.getHeaderString(HttpHeaders.AUTHORIZATION),
              !request.getMethod().equals(HttpMethod.GET)));
    }
  }

  private boolean isForOperators() {
    OpenTo method = route.getResourceMethod().getAnnotation(OpenTo.class);
    OpenTo open = method == null ? route.getResourceClass().getAnnotation(OpenTo.class) : method;
    return open != null && open.value() == OpenTo.Audience.OPERATORS;
  }
}
