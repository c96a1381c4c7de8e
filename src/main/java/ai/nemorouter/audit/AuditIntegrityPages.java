package ai.nemorouter.audit;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.FormError;
import ai.nemorouter.platform.InvalidInputException;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/// Whether an organization's audit log is what was written: checking it, and what to keep elsewhere
/// so that one can check it later.
@Needs(Permission.VIEW_AUDIT_LOG)
@Path("/o/{slug}/audit")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AuditIntegrityPages {
  private final AuditChains chains;
  private final CurrentActor current;

  AuditIntegrityPages(AuditChains chains, CurrentActor current) {
    this.chains = chains;
    this.current = current;
  }

  @CheckedTemplate(basePath = "audit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance auditIntegrity(
        @Nullable AuditBlock newest,
        AuditChains.@Nullable Verified verified,
        String anchor,
        FormError error);
  }

  @GET
  @Path("integrity")
  public TemplateInstance integrity() {
    return Templates.auditIntegrity(newest(), null, "", FormError.NONE);
  }

  @POST
  @Path("integrity")
  public Response verify(@FormParam("anchor") @DefaultValue("") String anchor) {
    try {
      AuditChains.Verified verified = chains.verify(current.personOrThrow(), anchor);
      return Response.ok(Templates.auditIntegrity(newest(), verified, anchor, FormError.NONE))
          .build();
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.auditIntegrity(newest(), null, anchor, FormError.of(e)))
          .build();
    }
  }

  @GET
  @Path("head")
  @Produces(MediaType.TEXT_PLAIN)
  public Response head() {
    AuditHead head = chains.head(current.personOrThrow());
    return file(head.text(), "audit-head-" + head.said().block() + ".txt", MediaType.TEXT_PLAIN);
  }

  @GET
  @Path("blocks/{number}")
  @Produces(MediaType.WILDCARD)
  public Response block(@PathParam("number") long number) {
    AuditChains.Content content = chains.block(current.personOrThrow(), number);
    return file(content.file(), "audit-block-" + number + ".jsonl", "application/jsonl");
  }

  private @Nullable AuditBlock newest() {
    return chains.newest(current.personOrThrow()).orElse(null);
  }

  private static Response file(Object content, String name, String mediaType) {
    return Response.ok(content, mediaType)
        .header("content-disposition", "attachment; filename=\"" + name + "\"")
        .build();
  }
}
