package ai.nemorouter.catalog.allowlist;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which models the keys of an organization and of its teams may use.
@Needs(Permission.VIEW_MODELS)
@Path("/o/{slug}/allowed-models")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AllowedModelsPages {
  private final ModelAllowlists allowlists;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  AllowedModelsPages(
      ModelAllowlists allowlists, CurrentActor current, CurrentOrganization organization) {
    this.allowlists = allowlists;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "catalog")
  static class Templates {
    private Templates() {}

    static native TemplateInstance allowedModels(
        ModelAllowlists.Row own, PageOf<ModelAllowlists.Row> teams, String search, Address address);

    static native TemplateInstance changeAllowedModels(
        ModelAllowlists.Row row, String action, String text, FormError error);
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery query) {
    Actor actor = current.personOrThrow();
    return Templates.allowedModels(
        allowlists.ofOrganization(actor),
        allowlists.ofTeams(actor, query),
        query.search(),
        new Address(Map.of("search", query.search())));
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @GET
  @Path("organization")
  public TemplateInstance changingOrganization() {
    return form(null, null, FormError.NONE);
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @POST
  @Path("organization")
  public Response changeOrganization(
      @FormParam(ModelAllowlist.FIELD) @DefaultValue("") String text,
      @Context HttpHeaders headers) {
    return change(null, text, headers);
  }

  @Needs(Permission.CHANGE_TEAMS)
  @GET
  @Path("teams/{id}")
  public TemplateInstance changingTeam(@PathParam("id") UUID id) {
    return form(id, null, FormError.NONE);
  }

  @Needs(Permission.CHANGE_TEAMS)
  @POST
  @Path("teams/{id}")
  public Response changeTeam(
      @PathParam("id") UUID id,
      @FormParam(ModelAllowlist.FIELD) @DefaultValue("") String text,
      @Context HttpHeaders headers) {
    return change(id, text, headers);
  }

  /// @param text what was typed; null for what is stored
  private TemplateInstance form(@Nullable UUID teamId, @Nullable String text, FormError error) {
    ModelAllowlists.Row row = allowlists.findForChange(current.personOrThrow(), teamId);
    String action =
        organization
            .getOrThrow()
            .path("allowed-models/" + (teamId == null ? "organization" : "teams/" + teamId));
    return Templates.changeAllowedModels(
        row, action, text == null ? row.allowlist().text() : text, error);
  }

  private Response change(@Nullable UUID teamId, String text, HttpHeaders headers) {
    try {
      allowlists.change(current.personOrThrow(), teamId, ModelAllowlist.parse(text));
      return Redirect.to(
          headers,
          organization.getOrThrow().path("allowed-models"),
          "The allowed models were changed. Every node goes by them in two seconds.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(form(teamId, text, FormError.of(e))).build();
    }
  }
}
