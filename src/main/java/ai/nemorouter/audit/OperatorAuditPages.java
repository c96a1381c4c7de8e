package ai.nemorouter.audit;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
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

/// What operators did outside organizations.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/audit")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OperatorAuditPages {
  private final AuditEntries entries;
  private final CurrentActor current;

  OperatorAuditPages(AuditEntries entries, CurrentActor current) {
    this.entries = entries;
    this.current = current;
  }

  @CheckedTemplate(basePath = "audit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance operatorAudit(
        AuditPage page, AuditFilter filter, Address address, List<AuditGroup> groups);

    static native TemplateInstance operatorAuditEntry(AuditEntry entry);
  }

  @GET
  public TemplateInstance list(
      @BeanParam AuditFilter.InAddress typed,
      @QueryParam("before") @DefaultValue("") String before,
      @QueryParam("after") @DefaultValue("") String after) {
    AuditFilter filter = typed.filter();
    AuditPage page =
        entries.page(current.operatorOrThrow(), filter, AuditPage.Cursor.of(before, after));
    return Templates.operatorAudit(page, filter, filter.inAddress(), List.of(AuditGroup.values()));
  }

  /// A form, because an export is itself an entry.
  @POST
  @Path("exports")
  @Produces(MediaType.WILDCARD)
  public Response export(
      @FormParam("format") @DefaultValue("") String word, @BeanParam AuditFilter.InForm typed) {
    AuditExport format = AuditExport.ofOrThrow(word);
    return format.answer(entries.export(current.operatorOrThrow(), typed.filter(), format.word()));
  }

  @GET
  @Path("entries/{id}")
  public TemplateInstance entry(@PathParam("id") UUID id) {
    return Templates.operatorAuditEntry(entries.find(current.operatorOrThrow(), id));
  }
}
