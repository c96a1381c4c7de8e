package ai.nemorouter.usage.report;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.list.Address;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;

/// Usage by day and group: a page, and the same as a file.
@Needs(Permission.VIEW_OVERVIEW)
@Path("/o/{slug}/usage")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class UsagePages {
  private final UsageReports reports;
  private final ReportChoices choices;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  UsagePages(
      UsageReports reports,
      ReportChoices choices,
      CurrentActor current,
      CurrentOrganization organization) {
    this.reports = reports;
    this.choices = choices;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "usage")
  static class Templates {
    private Templates() {}

    static native TemplateInstance report(
        UsageReport report, ReportQuery query, ReportChoices.Choices choices, Address address);
  }

  @GET
  public TemplateInstance report(@BeanParam ReportQuery.InAddress typed) {
    Actor.Person person = current.personOrThrow();
    ReportQuery query = query(typed);
    return Templates.report(
        reports.of(person, query), query, choices.of(person, query.filter()), query.address());
  }

  @GET
  @Path("report.csv")
  @Produces(MediaType.WILDCARD)
  public Response file(@BeanParam ReportQuery.InAddress typed) {
    ReportFile file = reports.file(current.personOrThrow(), query(typed));
    StreamingOutput written = file::writeTo;
    return Response.ok(written, "text/csv; charset=utf-8")
        .header("content-disposition", "attachment; filename=\"usage.csv\"")
        .build();
  }

  private ReportQuery query(ReportQuery.InAddress typed) {
    return typed.query(organization.getOrThrow().zone(), Instant.now());
  }
}
