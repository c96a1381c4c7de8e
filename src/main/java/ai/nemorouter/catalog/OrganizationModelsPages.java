package ai.nemorouter.catalog;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
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

/// The models that an organization can call, with its own providers and aliases.
@Needs(Permission.VIEW_MODELS)
@Path("/o/{organization}/models")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OrganizationModelsPages {
  private final Models models;
  private final BaseUrl baseUrl;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  OrganizationModelsPages(
      Models models, BaseUrl baseUrl, CurrentActor current, CurrentOrganization organization) {
    this.models = models;
    this.baseUrl = baseUrl;
    this.current = current;
    this.organization = organization;
  }

  @GET
  public TemplateInstance list(@BeanParam ModelSearch query) {
    Actor actor = current.personOrThrow();
    return ModelTemplates.models(
        query.page(models.list(actor, query.filter())), query, query.address(), place(actor));
  }

  @GET
  @Path("{slug:.+}")
  public TemplateInstance model(@PathParam("slug") String slug, @Context UriInfo uri) {
    Actor actor = current.personOrThrow();
    CatalogModel listed =
        models.find(actor, slug).orElseThrow(() -> new NotFoundException("model"));
    return ModelTemplates.model(listed, ModelExample.of(baseUrl.of(uri), listed), place(actor));
  }

  private ModelTemplates.Place place(Actor actor) {
    return new ModelTemplates.Place(
        organization.getOrThrow().path("models"), models.providerNames(actor.orgId()), true);
  }
}
