package ai.nemorouter.console;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// What everybody in an organization may see of themselves, whatever else they may: their limits,
/// what their keys may use and have used, and their last requests.
@Needs({})
@Path("/o/{slug}/my-usage")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class MyUsagePages {
  private final MyUsages usages;
  private final CurrentActor current;

  MyUsagePages(MyUsages usages, CurrentActor current) {
    this.usages = usages;
    this.current = current;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance myUsage(MyUsage usage);
  }

  @GET
  public TemplateInstance myUsage() {
    return Templates.myUsage(usages.of(current.personOrThrow()));
  }
}
