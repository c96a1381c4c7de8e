package ai.nemorouter.console.search;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.organization.CurrentOrganization;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/// The search over an organization: as a page, and as the list that the command palette shows while
/// somebody types.
@Needs({})
@Path("/o/{slug}/search")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SearchPages {
  private final Searches searches;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  SearchPages(Searches searches, CurrentActor current, CurrentOrganization organization) {
    this.searches = searches;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance search(SearchHit found);

    static native TemplateInstance palette(SearchHit found);

    /// The search palette or the whole page, depending on the target.
    ///
    /// @param target the element that htmx fills; empty without htmx
    static TemplateInstance of(SearchHit found, String target) {
      return target.equals("palette-results") ? palette(found) : search(found);
    }
  }

  @GET
  public TemplateInstance search(
      @QueryParam("search") @DefaultValue("") String text,
      @HeaderParam("HX-Target") @DefaultValue("") String target) {
    return Templates.of(
        searches.of(current.personOrThrow(), organization.getOrThrow(), text), target);
  }
}
