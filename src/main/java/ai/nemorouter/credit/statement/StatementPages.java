package ai.nemorouter.credit.statement;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Map;

/// Statements of credit by month, and the export of the journal.
@Needs(Permission.VIEW_CREDIT)
@Path("/o/{slug}/credit/statements")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class StatementPages {
  private final Statements statements;
  private final JournalExports exports;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  StatementPages(
      Statements statements,
      JournalExports exports,
      CurrentActor current,
      CurrentOrganization organization) {
    this.statements = statements;
    this.exports = exports;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance statements(
        PageOf<Statement.Head> statements, Address address, JournalRange range, FormError error);

    static native TemplateInstance statement(Statement statement, StatementDocument.Days days);
  }

  @GET
  public TemplateInstance list(@QueryParam("page") @DefaultValue("1") int page) {
    return page(page, JournalRange.ALL, FormError.NONE);
  }

  private TemplateInstance page(int page, JournalRange range, FormError error) {
    return Templates.statements(
        statements.list(current.personOrThrow(), page), new Address(Map.of()), range, error);
  }

  @GET
  @Path("{month}")
  public TemplateInstance statement(@PathParam("month") String month) {
    Statement found = statements.find(current.personOrThrow(), monthOrThrow(month));
    return Templates.statement(found, new StatementDocument.Days(found.zone()));
  }

  @GET
  @Path("{month}/statement.pdf")
  @Produces("application/pdf")
  public Response pdf(@PathParam("month") String month) {
    Statement found = statements.find(current.personOrThrow(), monthOrThrow(month));
    return file(StatementDocument.pdf(found), "application/pdf", found, "pdf");
  }

  @GET
  @Path("{month}/statement.csv")
  @Produces(MediaType.WILDCARD)
  public Response csv(@PathParam("month") String month) {
    Statement found = statements.find(current.personOrThrow(), monthOrThrow(month));
    return file(StatementDocument.csv(found), "text/csv; charset=utf-8", found, "csv");
  }

  private static Response file(Object content, String type, Statement statement, String ending) {
    return Response.ok(content, type)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"statement-%s.%s\"".formatted(statement.month(), ending))
        .build();
  }

  /// A form, because an export is an entry of the audit log.
  @POST
  @Path("journal/exports")
  @Produces(MediaType.WILDCARD)
  public Response export(@BeanParam JournalRange range) {
    ZoneId zone = organization.getOrThrow().zone();
    try {
      return JournalFile.answer(exports.begin(current.personOrThrow(), range, zone), range, zone);
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .type(MediaType.TEXT_HTML_TYPE)
          .entity(page(1, range, FormError.of(e)))
          .build();
    }
  }

  /// @param month as in `2026-11`
  static YearMonth monthOrThrow(String month) {
    try {
      YearMonth parsed = YearMonth.parse(month);
      if (parsed.getYear() >= 1 && parsed.getYear() <= JournalRange.YEAR_MAX) {
        return parsed;
      }
    } catch (DateTimeParseException e) {
      // There is none either.
    }
    throw new NotFoundException("statement");
  }
}
