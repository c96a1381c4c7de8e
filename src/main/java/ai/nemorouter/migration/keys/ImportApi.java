package ai.nemorouter.migration.keys;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.migration.BoundedBody;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/// Imports of keys by programs that hold a management key.
@Needs(Permission.VIEW_KEYS)
@Path("/v1/migration/imports")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class ImportApi {
  private static final int BODY_BYTES_MAX = 2 * 1024 * 1024;

  private final KeyImports imports;
  private final OpenRouterAccount account;
  private final Keys keys;
  private final CurrentActor current;

  ImportApi(KeyImports imports, OpenRouterAccount account, Keys keys, CurrentActor current) {
    this.imports = imports;
    this.account = account;
    this.keys = keys;
    this.current = current;
  }

  @Needs(Permission.CHANGE_KEYS)
  @POST
  public Response create(InputStream body) {
    Actor actor = current.automationOrThrow();
    ObjectNode asked = ApiInput.bodyOrThrow(BoundedBody.read(body, BODY_BYTES_MAX));
    ImportChoices choices =
        ImportChoices.of(
            keys.teamOrThrow(actor, asked.hasNonNull("team") ? asked.path("team").asText() : null),
            asked.path("amount").asText(""),
            asked.path("duplicates").asText(""));
    KeyImports.Source source = source(asked);
    if (asked.path("dry_run").asBoolean(false)) {
      return Response.ok(Json.write(plan(imports.preview(actor, source, choices)))).build();
    }
    KeyImports.Done done = imports.create(actor, source, choices);
    ObjectNode answer = plan(done.plan()).put("id", done.id().toString());
    ArrayNode made = answer.putArray("keys");
    for (MintedKey key : done.minted()) {
      made.addObject()
          .put("hash", key.key().id().toString())
          .put("name", key.key().name())
          .put("key", key.secret().reveal());
    }
    return Response.status(ApiAnswer.CREATED)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(Json.write(answer))
        .build();
  }

  @GET
  public String list() {
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("data");
    for (KeyImport past : imports.list(current.automationOrThrow())) {
      items
          .addObject()
          .put("id", past.id().toString())
          .put("source", past.source())
          .put("created_by", past.createdBy())
          .put("created_at", past.createdAt().toString())
          .put("revoked_at", past.revokedAt() == null ? null : past.revokedAt().toString())
          .put("keys", past.keys())
          .put("not_revoked", past.live());
    }
    return Json.write(answer);
  }

  /// Revokes every key of the import.
  @Needs(Permission.CHANGE_KEYS)
  @DELETE
  @Path("{id}")
  public String revoke(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    return Json.write(Json.object().put("revoked_keys", imports.revoke(actor, importId(id))));
  }

  private KeyImports.Source source(ObjectNode asked) {
    String budgets = asked.hasNonNull("budgets") ? Json.write(asked.path("budgets")) : "";
    if (asked.hasNonNull("source")) {
      return KeyImports.Source.of("the management API", Json.write(asked.path("source")), budgets);
    }
    String address = asked.path("base_url").asText("");
    List<ForeignKey> found = account.keys(address, asked.path("management_key").asText(""));
    return new KeyImports.Source(
        OpenRouterAccount.nameOf(address), found, OpenRouterAnswers.budgets(budgets));
  }

  private static ObjectNode plan(ImportPlan plan) {
    ObjectNode json = Json.object().put("team", plan.teamName()).put("created", plan.created());
    json.put("left_out", plan.skipped()).put("problems", plan.problems().size());
    ArrayNode rows = json.putArray("plan");
    for (ImportPlan.Row row : plan.rows()) {
      ObjectNode item = rows.addObject().put("number", row.from().number());
      item.put("name", row.name());
      item.put("decision", row.decision().name().toLowerCase(java.util.Locale.ROOT));
      item.put("limit", row.budget() == null ? null : usd(row.budget().amount().plain()));
      item.put("limit_reset", row.budget() == null ? null : row.budget().period().resetName());
      item.put("expires_at", row.expiresAt() == null ? null : row.expiresAt().toString());
      item.put("note", row.note());
    }
    ArrayNode limits = json.putArray("team_limits");
    for (ForeignBudget budget : plan.budgets()) {
      limits
          .addObject()
          .put("limit", usd(budget.amount().plain()))
          .put("limit_reset", budget.period().resetName());
    }
    return json;
  }

  private static BigDecimal usd(String plain) {
    return new BigDecimal(plain);
  }

  private static UUID importId(String id) {
    return ApiInput.idOrThrow(id, "import");
  }
}
