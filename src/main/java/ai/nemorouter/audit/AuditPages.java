package ai.nemorouter.audit;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.list.Address;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;

/// The audit log of an organization: the list, one entry, and all of it as a file.
@Needs(Permission.VIEW_AUDIT_LOG)
@Path("/o/{slug}/audit")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AuditPages {
  private final AuditEntries entries;
  private final CurrentActor current;

  AuditPages(AuditEntries entries, CurrentActor current) {
    this.entries = entries;
    this.current = current;
  }

  @CheckedTemplate(basePath = "audit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance audit(
        AuditPage page, AuditFilter filter, Address address, List<AuditGroup> groups);

    static native TemplateInstance auditEntry(AuditEntries.Shown shown);
  }

  @GET
  public TemplateInstance list(
      @BeanParam AuditFilter.InAddress typed,
      @QueryParam("before") @DefaultValue("") String before,
      @QueryParam("after") @DefaultValue("") String after) {
    AuditFilter filter = typed.filter();
    AuditPage page =
        entries.page(
            current.personOrThrow(), filter, AuditPage.Cursor.of(before, after), AuditPage.SIZE);
    return Templates.audit(page, filter, filter.inAddress(), List.of(AuditGroup.values()));
  }

  @GET
  @Path("entries/{id}")
  public TemplateInstance entry(@PathParam("id") UUID id) {
    return Templates.auditEntry(entries.find(current.personOrThrow(), id));
  }

  /// A form, because an export is itself an entry.
  @POST
  @Path("exports")
  @Produces(MediaType.WILDCARD)
  public Response export(
      @FormParam("format") @DefaultValue("") String word, @BeanParam AuditFilter.InForm typed) {
    AuditExport format = AuditExport.ofOrThrow(word);
    return format.answer(entries.export(current.personOrThrow(), typed.filter(), format.word()));
  }
}
