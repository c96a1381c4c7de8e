package ai.nemorouter.catalog;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.BaseUrl;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/// The models that everybody can call, for everybody to read.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Path("/models")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ModelsPages {
  private static final String ROOT = "/models";

  private final Models models;
  private final BaseUrl baseUrl;

  ModelsPages(Models models, BaseUrl baseUrl) {
    this.models = models;
    this.baseUrl = baseUrl;
  }

  @GET
  public TemplateInstance list(@BeanParam ModelSearch query) {
    return ModelTemplates.models(
        query.page(models.list(query.filter())), query, query.address(), place());
  }

  @GET
  @Path("{slug:.+}")
  public TemplateInstance model(@PathParam("slug") String slug, @Context UriInfo uri) {
    CatalogModel listed = models.find(slug).orElseThrow(() -> new NotFoundException("model"));
    return ModelTemplates.model(listed, ModelExample.of(baseUrl.of(uri), listed), place());
  }

  private ModelTemplates.Place place() {
    return new ModelTemplates.Place(ROOT, models.providerNames(null), false);
  }
}
