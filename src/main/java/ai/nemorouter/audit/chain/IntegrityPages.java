package ai.nemorouter.audit.chain;

import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
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

/// Whether an audit log is what was written: checking it, and what to keep elsewhere so that one
/// can check it later.
public abstract class IntegrityPages {
  @CheckedTemplate(basePath = "audit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance auditIntegrity(
        String base,
        @Nullable AuditBlock newest,
        AuditChains.@Nullable Verified verified,
        String anchor,
        FormError error);
  }

  /// The log that the request under way is about.
  abstract AuditReader reader();

  /// The address of its list.
  abstract String base();

  @GET
  @Path("integrity")
  public TemplateInstance integrity() {
    return Templates.auditIntegrity(base(), newest(), null, "", FormError.NONE);
  }

  @POST
  @Path("integrity")
  public Response verify(@FormParam("anchor") @DefaultValue("") String anchor) {
    try {
      AuditChains.Verified verified = reader().verify(anchor);
      return Response.ok(
              Templates.auditIntegrity(base(), newest(), verified, anchor, FormError.NONE))
          .build();
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.auditIntegrity(base(), newest(), null, anchor, FormError.of(e)))
          .build();
    }
  }

  @GET
  @Path("head")
  @Produces(MediaType.TEXT_PLAIN)
  public Response head() {
    AuditHead head = reader().head();
    return file(head.text(), "audit-head-" + head.said().block() + ".txt", MediaType.TEXT_PLAIN);
  }

  @GET
  @Path("blocks/{number}")
  @Produces(MediaType.WILDCARD)
  public Response block(@PathParam("number") long number) {
    AuditChains.Content content = reader().block(number);
    return file(content.file(), "audit-block-" + number + ".jsonl", "application/jsonl");
  }

  private @Nullable AuditBlock newest() {
    return reader().newest().orElse(null);
  }

  private static Response file(Object content, String name, String mediaType) {
    return Response.ok(content, mediaType)
        .header("content-disposition", "attachment; filename=\"" + name + "\"")
        .build();
  }
}
