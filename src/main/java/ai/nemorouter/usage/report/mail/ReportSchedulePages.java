package ai.nemorouter.usage.report.mail;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.usage.report.Grouping;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A person's report by e-mail.
@Needs(Permission.VIEW_OVERVIEW)
@Path("/o/{slug}/usage/schedule")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ReportSchedulePages {
  private static final ReportScheduleForm FIRST =
      new ReportScheduleForm(Frequency.WEEK.word(), Grouping.TEAM.word());

  private final ReportSchedules schedules;
  private final Mails mails;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  ReportSchedulePages(
      ReportSchedules schedules,
      Mails mails,
      CurrentActor current,
      CurrentOrganization organization) {
    this.schedules = schedules;
    this.mails = mails;
    this.current = current;
    this.organization = organization;
  }

  /// What the form offers.
  ///
  /// @param remedy what to do where e-mail cannot be sent; empty where it can
  public record Offer(List<Frequency> frequencies, List<Grouping> groupings, String remedy) {}

  @CheckedTemplate(basePath = "usage")
  static class Templates {
    private Templates() {}

    static native TemplateInstance schedule(
        @Nullable ReportSchedule schedule, ReportScheduleForm form, FormError error, Offer offer);
  }

  @GET
  public TemplateInstance schedule() {
    ReportSchedule schedule = find();
    ReportScheduleForm form =
        schedule == null
            ? FIRST
            : new ReportScheduleForm(schedule.frequency().word(), schedule.grouping().word());
    return Templates.schedule(schedule, form, FormError.NONE, offer());
  }

  @POST
  public Response set(@BeanParam ReportScheduleForm form, @Context HttpHeaders headers) {
    try {
      schedules.set(current.personOrThrow(), form);
      return back(headers, "The report by e-mail was saved.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.schedule(find(), form, FormError.of(e), offer()))
          .build();
    }
  }

  @POST
  @Path("pause")
  public Response pause(@Context HttpHeaders headers) {
    schedules.pause(current.personOrThrow());
    return back(headers, "The report by e-mail is paused.");
  }

  @POST
  @Path("resume")
  public Response resume(@Context HttpHeaders headers) {
    schedules.resume(current.personOrThrow());
    return back(headers, "The report by e-mail goes on.");
  }

  @POST
  @Path("end")
  public Response end(@Context HttpHeaders headers) {
    schedules.end(current.personOrThrow());
    return back(headers, "You get no more reports by e-mail. Save the form to get them again.");
  }

  private @Nullable ReportSchedule find() {
    return schedules.find(current.personOrThrow()).orElse(null);
  }

  private Offer offer() {
    return new Offer(
        List.of(Frequency.values()),
        List.of(Grouping.values()),
        mails.areAvailable() ? "" : Mails.REMEDY);
  }

  private Response back(HttpHeaders headers, String notice) {
    return Redirect.to(headers, organization.getOrThrow().path("usage/schedule"), notice);
  }
}
