package ai.nemorouter.credit.statement;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.PageOf;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Statements of credit for programs. Amounts are exact, in US dollars.
@Needs(Permission.VIEW_CREDIT)
@Tag(name = "Credit")
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
  @Operation(
      operationId = "listStatements",
      summary = "List statements by month, the newest first, 25 on a page.")
  @GET
  public Listed<StatementJson.Head> list(@QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Statement.Head> found =
        statements.list(current.automationOrThrow(), ApiInput.numberOrThrow("page", page, 1));
    return Listed.of(found, StatementJson.Head::of);
  }

  /// @param month as in `2026-11`
  @Operation(operationId = "getStatement", summary = "Get the statement of a month with its lines.")
  @GET
  @Path("/{month}")
  public Data<StatementJson> find(@PathParam("month") String month) {
    Statement found =
        statements.find(current.automationOrThrow(), StatementPages.monthOrThrow(month));
    return new Data<>(StatementJson.of(found));
  }
}
