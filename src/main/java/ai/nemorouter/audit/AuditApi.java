package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.chain.AuditBlock;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.audit.chain.ChainCheck;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Locale;

/// The audit log for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_AUDIT_LOG)
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

  @GET
  public String list(
      @BeanParam AuditFilter.InAddress typed,
      @QueryParam("cursor") @DefaultValue("") String cursor,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    Actor actor = current.automationOrThrow();
    AuditPage page =
        entries.page(
            actor,
            typed.filter(),
            AuditPage.Cursor.of(cursor, ""),
            Math.min(ApiInput.numberOrThrow("limit", limit, 1), LIMIT_MAX));
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("data");
    page.entries().forEach(entry -> items.add(AuditBlock.json(entry).put("block", entry.block())));
    answer.put("next_cursor", page.older() == null ? null : page.older().toString());
    return Json.write(answer);
  }

  @GET
  @Path("head")
  public String head() {
    return Json.write(chains.of(current.automationOrThrow()).head().json());
  }

  /// The bytes that a block is hashed over.
  @GET
  @Path("blocks/{number}")
  @Produces(MediaType.WILDCARD)
  public Response block(@PathParam("number") long number) {
    AuditChains.Content content = chains.of(current.automationOrThrow()).block(number);
    return Response.ok(content.file(), "application/jsonl").build();
  }

  /// @param body a head that was saved before, or nothing
  @POST
  @Path("verification")
  public String verify(byte[] body) {
    AuditChains.Verified verified =
        chains.of(current.automationOrThrow()).verify(new String(body, StandardCharsets.UTF_8));
    ChainCheck chain = verified.chain();
    ChainCheck.Problem problem = chain.problem();
    ObjectNode data = Json.object();
    data.put("intact", chain.isIntact())
        .put("blocks", chain.blocks())
        .put("entries", chain.entries())
        .put("expired_blocks", chain.expired())
        .put("waiting", chain.waiting())
        .put("unsigned_from", chain.unsignedFrom());
    if (problem == null) {
      data.putNull("problem");
    } else {
      data.putObject("problem")
          .put("block", problem.block())
          .put("entry", problem.entryId() == null ? null : problem.entryId().toString())
          .put("reason", problem.reason());
    }
    data.put(
        "anchor",
        verified.anchor() == null ? null : verified.anchor().name().toLowerCase(Locale.ROOT));
    return ApiAnswer.data(data);
  }
}
