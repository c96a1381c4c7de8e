package ai.nemorouter.console.component;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.list.ListQuery;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;

/// All components in every state, made of the tags and classes of the real pages. Nothing on it
/// sends or changes anything.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/components")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ComponentPages {
  private final CurrentActor current;

  ComponentPages(CurrentActor current) {
    this.current = current;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance components(ComponentSamples samples, ListQuery query);

    static native TemplateInstance componentDialog();
  }

  /// @param asked lets the sorting and paging of the example table be tried
  @GET
  public TemplateInstance components(@BeanParam ListQuery asked) {
    current.operatorOrThrow();
    return Templates.components(
        new ComponentSamples(Instant.now()), asked.knowing(ComponentSamples.Sort.class));
  }

  /// What the example of a dialog shows.
  @GET
  @Path("dialog")
  public TemplateInstance dialog() {
    current.operatorOrThrow();
    return Templates.componentDialog();
  }
}
