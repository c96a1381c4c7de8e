package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.audit.chain.AuditHead;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Slice;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The audit log for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_AUDIT_LOG)
@Tag(name = "Audit log")
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class AuditApi {
  private static final int LIMIT_MAX = 500;

  private final AuditEntries entries;
  private final AuditChains chains;
  private final CurrentActor current;

  AuditApi(AuditEntries entries, AuditChains chains, CurrentActor current) {
    this.entries = entries;
    this.chains = chains;
    this.current = current;
  }

  @Operation(
      operationId = "listAuditEntries",
      summary = "List entries of the audit log, the newest first.")
  @GET
  public Slice<AuditJson.Listed> list(
      @BeanParam AuditFilter.InAddress typed,
      @QueryParam("cursor") @DefaultValue("") String cursor,
      @Parameter(description = "How many to answer; more than 500 count as 500.")
          @QueryParam("limit")
          @DefaultValue("50")
          String limit) {
    Actor actor = current.automationOrThrow();
    AuditPage page =
        entries.page(
            actor,
            typed.filter(),
            AuditPage.Cursor.of(cursor, ""),
            Math.min(ApiInput.numberOrThrow("limit", limit, 1), LIMIT_MAX));
    return new Slice<>(
        page.entries().stream().map(AuditJson.Listed::of).toList(),
        page.older() == null ? null : page.older().toString());
  }

  @APIResponse(responseCode = "200", description = "Done.")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @Operation(operationId = "getAuditHead", summary = "Get the head of the newest block, signed.")
  @GET
  @Path("head")
  public AuditHead.Signed head() {
    return chains.of(current.automationOrThrow()).head().json();
  }

  /// The bytes that a block is hashed over.
  @Operation(
      operationId = "getAuditBlock",
      summary = "Get a block as JSON lines: the bytes that it is hashed over.")
  @APIResponse(
      responseCode = "200",
      description = "The block.",
      content =
          @Content(mediaType = "application/jsonl", schema = @Schema(type = SchemaType.STRING)))
  @GET
  @Path("blocks/{number}")
  @Produces(MediaType.WILDCARD)
  public Response block(@PathParam("number") long number) {
    AuditChains.Content content = chains.of(current.automationOrThrow()).block(number);
    return Response.ok(content.file(), "application/jsonl").build();
  }

  /// @param body a head that was saved before, or nothing
  @Operation(
      operationId = "verifyAuditLog",
      summary = "Recompute the whole audit log and say whether it is intact.")
  @POST
  @Path("verification")
  public Data<AuditJson> verify(
      @RequestBody(
              required = false,
              description = "A head that was saved, as JSON or as the file of the console.",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = AuditHead.Signed.class)))
          byte[] body) {
    AuditChains.Verified verified =
        chains.of(current.automationOrThrow()).verify(new String(body, StandardCharsets.UTF_8));
    return new Data<>(AuditJson.of(verified));
  }
}
