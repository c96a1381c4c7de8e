package ai.nemorouter.migration.staging;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sample calls with a new key: which, what they can cost, and what became of them.
@Needs(value = Permission.CHANGE_KEYS, everywhere = true)
@Path("/o/{slug}/migration/staging")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class StagingPages {
  private final StagingRuns runs;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  StagingPages(StagingRuns runs, CurrentActor current, CurrentOrganization organization) {
    this.runs = runs;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "migration")
  static class Templates {
    private Templates() {}

    static native TemplateInstance staging(
        String models, @Nullable StagingPlan plan, FormError error);

    static native TemplateInstance stagingRun(StagingRun run);
  }

  @GET
  public Response form(@QueryParam("models") @DefaultValue("") String models) {
    Actor.Person person = viewerOrThrow();
    if (models.isBlank()) {
      return Response.ok(Templates.staging("", null, FormError.NONE)).build();
    }
    try {
      StagingPlan plan = runs.plan(person.orgId(), names(models));
      return Response.ok(Templates.staging(models, plan, FormError.NONE)).build();
    } catch (InvalidInputException e) {
      return rejected(models, null, FormError.of(e));
    }
  }

  @POST
  public Response start(
      @FormParam("models") @DefaultValue("") String models,
      @FormParam("key") @DefaultValue("") String key,
      @Context HttpHeaders headers) {
    Actor.Person person = viewerOrThrow();
    StagingPlan plan = null;
    try {
      plan = runs.plan(person.orgId(), names(models));
      if (!key.strip().matches("[!-~]{8,200}")) {
        throw new InvalidInputException("key", "Paste the new key, as in sk-nemo-….");
      }
      StagingRun run = runs.start(person.userId(), key.strip(), plan);
      return Redirect.to(headers, organization.getOrThrow().path("migration/staging/" + run.id()));
    } catch (InvalidInputException e) {
      return rejected(models, plan, FormError.of(e));
    }
  }

  @GET
  @Path("{id}")
  public TemplateInstance run(@PathParam("id") UUID id) {
    return Templates.stagingRun(runs.find(viewerOrThrow().userId(), id));
  }

  private Actor.Person viewerOrThrow() {
    Actor.Person person = current.personOrThrow();
    person.authorizeOrThrow(Permission.VIEW_KEYS);
    return person;
  }

  private static Response rejected(String models, @Nullable StagingPlan plan, FormError error) {
    return Response.status(FormError.STATUS).entity(Templates.staging(models, plan, error)).build();
  }

  static List<String> names(String models) {
    return Arrays.asList(models.split("[,\\s]+", -1));
  }
}
