package ai.nemorouter.organization.export;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/// Everything that the organization has here, as one file.
@Needs(Permission.EXPORT_ORGANIZATION)
@Path("/o/{slug}/settings/export")
@RunOnVirtualThread
public class ExportPages {
  private final OrganizationExport export;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  ExportPages(OrganizationExport export, CurrentActor current, CurrentOrganization organization) {
    this.export = export;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance export();
  }

  @GET
  @Produces(MediaType.TEXT_HTML)
  public TemplateInstance export() {
    export.authorize(current.personOrThrow());
    return Templates.export();
  }

  /// A form, because an export is an entry of the audit log.
  @POST
  @Produces(MediaType.WILDCARD)
  public Response download(@FormParam("format") @DefaultValue("") String word) {
    Actor actor = current.personOrThrow();
    OrganizationExport.Format format =
        word.equals("csv") ? OrganizationExport.Format.CSV : OrganizationExport.Format.JSONL;
    export.begin(actor, format);
    StreamingOutput file = out -> export.write(actor, format, out);
    return Response.ok(file, "application/zip")
        .header(
            "content-disposition",
            "attachment; filename=\"%s.zip\"".formatted(organization.getOrThrow().slug()))
        .build();
  }
}
