package ai.nemorouter.credit.statement;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;

/// Statements of credit for programs. Amounts are exact, in US dollars.
@Needs(Permission.VIEW_CREDIT)
@Path("/v1/credits/statements")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class StatementApi {
  private final Statements statements;
  private final CurrentActor current;

  StatementApi(Statements statements, CurrentActor current) {
    this.statements = statements;
    this.current = current;
  }

  /// @param page counted from 1, of 25 each, the newest first
  @GET
  public String list(@QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Statement.Head> found =
        statements.list(current.automationOrThrow(), ApiInput.numberOrThrow("page", page, 1));
    return ApiAnswer.list(found.items(), found.found(), StatementApi::json);
  }

  /// @param month as in `2026-11`
  @GET
  @Path("/{month}")
  public String find(@PathParam("month") String month) {
    Statement found =
        statements.find(current.automationOrThrow(), StatementPages.monthOrThrow(month));
    ObjectNode json =
        json(found.head())
            .put("time_zone", found.zone().getId())
            .put("starts_at", found.startsAt().toString())
            .put("ends_at", found.endsAt().toString());
    ArrayNode lines = json.putArray("lines");
    found.lines().forEach(line -> lines.add(json(line)));
    return ApiAnswer.data(json);
  }

  private static ObjectNode json(Statement.Head head) {
    return Json.object()
        .put("month", head.month().toString())
        .put("finished", head.finished())
        .put("opening_balance", usd(head.opening()))
        .put("added", usd(head.added()))
        .put("taken", usd(head.taken()))
        .put("closing_balance", usd(head.closing()));
  }

  private static ObjectNode json(StatementLine line) {
    return Json.object()
        .put("at", line.at().toString())
        .put("kind", line.kind())
        .put("entry_id", line.entryId() == null ? null : line.entryId().toString())
        .put("description", line.note())
        .put("amount", usd(line.amount()))
        .put("balance", usd(line.balance()));
  }

  private static BigDecimal usd(Money amount) {
    return new BigDecimal(amount.plain());
  }
}
