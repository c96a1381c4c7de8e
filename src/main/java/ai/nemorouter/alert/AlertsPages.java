package ai.nemorouter.alert;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// The list of alerts, and one alert with its deliveries.
@Needs(Permission.VIEW_ALERTS)
@Path("/o/{slug}/alerts")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AlertsPages {
  private final Alerts alerts;
  private final Channels channels;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  AlertsPages(
      Alerts alerts, Channels channels, CurrentActor current, CurrentOrganization organization) {
    this.alerts = alerts;
    this.channels = channels;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "alert")
  static class Templates {
    private Templates() {}

    static native TemplateInstance alerts(
        PageOf<AlertLine> alerts, Alerts.Filter filter, boolean anyChannel, Address address);

    static native TemplateInstance alert(Alerts.Detail detail, FormError error);
  }

  @GET
  public TemplateInstance list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("state") @DefaultValue("") String state,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    Alerts.Filter filter =
        new Alerts.Filter(search, state, sort(sort), SortWord.isReversed(sort), page);
    Address address =
        new Address(
            Map.of(
                "search", filter.search(),
                "state", filter.state(),
                "sort", sort.isEmpty() ? "" : word(filter)));
    return Templates.alerts(
        alerts.list(current.personOrThrow(), filter),
        filter,
        channels.any(current.personOrThrow()),
        address);
  }

  @GET
  @Path("{id}")
  public TemplateInstance alert(@PathParam("id") UUID id) {
    return Templates.alert(alerts.find(current.personOrThrow(), id), FormError.NONE);
  }

  @Needs(Permission.CHANGE_ALERTS)
  @POST
  @Path("{id}/deliveries/{delivery}/retry")
  public Response retry(
      @PathParam("id") UUID id,
      @PathParam("delivery") UUID delivery,
      @Context HttpHeaders headers) {
    try {
      alerts.retry(current.personOrThrow(), id, delivery);
      return Redirect.to(
          headers,
          organization.getOrThrow().path("alerts/" + id),
          "It is sent again now. Reload this page to see what became of it.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.alert(alerts.find(current.personOrThrow(), id), FormError.of(e)))
          .build();
    }
  }

  private static String word(Alerts.Filter filter) {
    return SortWord.of(filter.sort().name().toLowerCase(Locale.ROOT), filter.reversed());
  }

  private static Alerts.Sort sort(String name) {
    return Arrays.stream(Alerts.Sort.values())
        .filter(sort -> sort.name().equals(SortWord.column(name).toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElse(Alerts.Sort.NEWEST);
  }
}
