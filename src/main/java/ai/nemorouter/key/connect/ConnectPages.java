package ai.nemorouter.key.connect;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.platform.http.BaseUrl;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/// Settings of clients, ready to be copied.
@Needs(Permission.VIEW_KEYS)
@Path("/o/{slug}/connect")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ConnectPages {
  private static final String PLACEHOLDER = "sk-nemo-…";
  private static final int OFFERED_MAX = 500;

  private final KeyExamples examples;
  private final Catalog catalog;
  private final BaseUrl baseUrl;
  private final CurrentActor current;

  ConnectPages(KeyExamples examples, Catalog catalog, BaseUrl baseUrl, CurrentActor current) {
    this.examples = examples;
    this.catalog = catalog;
    this.baseUrl = baseUrl;
    this.current = current;
  }

  /// @param origin the address of the installation, without a path
  /// @param secret what stands where a key belongs
  /// @param known whether the model can be called here, as far as the reader named one
  /// @param models names to choose from
  public record Settings(
      String origin, String secret, String model, boolean known, List<String> models) {}

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance connect(Settings page);
  }

  @GET
  public TemplateInstance connect(
      @QueryParam("model") @DefaultValue("") String asked, @Context UriInfo uri) {
    Actor actor = current.personOrThrow();
    String model = asked.isBlank() ? examples.model(actor) : asked.strip();
    boolean known = asked.isBlank() || !catalog.find(actor.orgId(), model).isEmpty();
    return Templates.connect(
        new Settings(baseUrl.origin(uri), PLACEHOLDER, model, known, slugs(actor)));
  }

  private List<String> slugs(Actor actor) {
    return catalog.models(actor.orgId()).stream()
        .map(served -> served.getFirst().slug())
        .limit(OFFERED_MAX)
        .toList();
  }
}
