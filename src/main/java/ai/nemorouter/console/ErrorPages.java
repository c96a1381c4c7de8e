package ai.nemorouter.console;

import ai.nemorouter.platform.http.ErrorFormat;
import ai.nemorouter.platform.http.RequestArea;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Errors as people see them: what happened, and what to do now.
@ApplicationScoped
public class ErrorPages implements ErrorFormat {
  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance error(int status, String title, String message, String incident);
  }

  @Override
  public boolean covers(RequestArea surface) {
    return surface == RequestArea.CONSOLE || surface == RequestArea.ASSET;
  }

  @Override
  public Response render(Failure failure) {
    String title = title(failure.status());
    return Response.status(failure.status())
        .type(MediaType.TEXT_HTML_TYPE)
        .entity(
            Templates.error(failure.status(), title, failure.message(), failure.incident())
                .render())
        .build();
  }

  private static String title(int status) {
    return switch (status) {
      case 403 -> "Not allowed";
      case 404 -> "Not found";
      case 422 -> "That cannot be accepted";
      default -> status >= 500 ? "Something went wrong" : "That did not work";
    };
  }
}
