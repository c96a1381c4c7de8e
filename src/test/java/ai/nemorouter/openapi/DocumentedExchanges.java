package ai.nemorouter.openapi;

import ai.nemorouter.openapi.ApiDocument.Operation;
import ai.nemorouter.platform.json.Json;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compares each exchange that any test has with the management API with the document: what is
/// answered, and what was sent where it was accepted. One that does not fit becomes a status 500,
/// and the log says why.
@Provider
public class DocumentedExchanges implements ContainerResponseFilter, ReaderInterceptor {
  private static final String SENT = DocumentedExchanges.class.getName();
  private static final int REFUSED = 400;
  private static final int FAULT = 500;
  private static final ApiDocument DOCUMENT = ApiDocument.committed();

  private final ResourceInfo route;

  DocumentedExchanges(ResourceInfo route) {
    this.route = route;
  }

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    Object body = context.proceed();
    if (body instanceof byte[] bytes && bytes.length > 0) {
      context.setProperty(SENT, new String(bytes, StandardCharsets.UTF_8));
    }
    return body;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    int status = response.getStatus();
    operation()
        .filter(_ -> status < FAULT)
        .ifPresent(operation -> {
          String answered = json(response.getEntity());
          if (answered != null) {
            requireNone(
                DOCUMENT.problemOfAnswer(operation, status, answered),
                operation + " answers " + status + " with " + answered);
          }
          if (status < REFUSED && request.getProperty(SENT) instanceof String sent) {
            requireNone(DOCUMENT.problemOfRequest(operation, sent), operation + " accepts " + sent);
          }
        });
  }

  private Optional<Operation> operation() {
    Method method = route.getResourceMethod();
    var said =
        method == null
            ? null
            : method.getAnnotation(org.eclipse.microprofile.openapi.annotations.Operation.class);
    return said == null ? Optional.empty() : Optional.of(DOCUMENT.operation(said.operationId()));
  }

  private static void requireNone(String problem, String exchange) {
    if (!problem.isEmpty()) {
      throw new IllegalStateException(
          "%s, which is not as %s says: %s".formatted(exchange, ApiDocument.FILE, problem));
    }
  }

  private static @Nullable String json(@Nullable Object entity) {
    return switch (entity) {
      case Record answer -> Json.write(answer);
      case String text when text.startsWith("{") -> text;
      case null, default -> null;
    };
  }
}
