package ai.nemorouter.alert.channel;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import ai.nemorouter.webhook.DeliveryResult;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The channels of alerts: the list, one of them, and everything that can be done to it.
@Needs(Permission.VIEW_ALERTS)
@Path("/o/{slug}/alerts/channels")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ChannelPages {
  private final Channels channels;
  private final Constraints constraints;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  ChannelPages(
      Channels channels,
      Constraints constraints,
      CurrentActor current,
      CurrentOrganization organization) {
    this.channels = channels;
    this.constraints = constraints;
    this.current = current;
    this.organization = organization;
  }

  /// What a form for a channel is about.
  ///
  /// @param obstacle why no such channel can be added; null where it can
  public record Form(
      Channel.Kind kind, ChannelForm typed, FormError error, @Nullable String obstacle) {
    public List<Channel.Kind> kinds() {
      return List.of(Channel.Kind.values());
    }
  }

  @CheckedTemplate(basePath = "alert")
  static class Templates {
    private Templates() {}

    static native TemplateInstance channels(
        PageOf<ListedChannel> channels, Channels.Filter filter, Address address);

    static native TemplateInstance newChannel(Form form);

    static native TemplateInstance channel(
        Channel channel, ListedChannel listed, @Nullable DeliveryResult sent);

    static native TemplateInstance changeChannel(Channel channel, Form form);

    static native TemplateInstance rotateSecret(Channel channel);

    static native TemplateInstance channelSecret(UUID id, String secret, boolean rotated);

    static native TemplateInstance removeChannel(Channel channel);
  }

  @GET
  public TemplateInstance list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    Channels.Filter filter =
        new Channels.Filter(search, sort(sort), SortWord.isReversed(sort), page);
    Address address =
        new Address(Map.of("search", filter.search(), "sort", sort.isEmpty() ? "" : word(filter)));
    return Templates.channels(channels.list(current.personOrThrow(), filter), filter, address);
  }

  @Needs(Permission.CHANGE_ALERTS)
  @GET
  @Path("new")
  public TemplateInstance adding(@QueryParam("kind") @DefaultValue("email") String kind) {
    return Templates.newChannel(form(kind(kind), ChannelForm.EMPTY, FormError.NONE));
  }

  @Needs(Permission.CHANGE_ALERTS)
  @POST
  public Response add(
      @FormParam("kind") @DefaultValue("") String word,
      @BeanParam ChannelForm typed,
      @Context HttpHeaders headers) {
    Channel.Kind kind = kind(word);
    try {
      Channels.Added added = channels.add(current.personOrThrow(), kind, settings(typed));
      if (added.secret() != null) {
        return Response.ok(Templates.channelSecret(added.id(), added.secret().text(), false))
            .build();
      }
      return Redirect.to(headers, path(added.id()), "The channel was added. Send it a test.");
    } catch (InvalidInputException e) {
      return invalid(Templates.newChannel(form(kind, typed, FormError.of(e))));
    }
  }

  @GET
  @Path("{id}")
  public TemplateInstance channel(@PathParam("id") UUID id) {
    return page(id, null);
  }

  @Needs(Permission.CHANGE_ALERTS)
  @GET
  @Path("{id}/settings")
  public TemplateInstance changing(@PathParam("id") UUID id) {
    Channel channel = channels.findForChange(current.personOrThrow(), id);
    return Templates.changeChannel(
        channel, form(channel.kind(), ChannelForm.of(channel), FormError.NONE));
  }

  @Needs(Permission.CHANGE_ALERTS)
  @POST
  @Path("{id}/settings")
  public Response change(
      @PathParam("id") UUID id, @BeanParam ChannelForm typed, @Context HttpHeaders headers) {
    try {
      channels.change(current.personOrThrow(), id, settings(typed));
      return Redirect.to(headers, path(id), "The channel was changed.");
    } catch (InvalidInputException e) {
      Channel channel = channels.findForChange(current.personOrThrow(), id);
      return invalid(
          Templates.changeChannel(channel, form(channel.kind(), typed, FormError.of(e))));
    }
  }

  @Needs(Permission.CHANGE_ALERTS)
  @POST
  @Path("{id}/paused")
  public Response pause(
      @PathParam("id") UUID id,
      @FormParam("paused") @DefaultValue("true") boolean paused,
      @Context HttpHeaders headers) {
    if (paused) {
      channels.pause(current.personOrThrow(), id);
      return Redirect.to(headers, path(id), "The channel is paused: nothing is sent to it.");
    }
    channels.resume(current.personOrThrow(), id);
    return Redirect.to(headers, path(id), "Alerts are sent to the channel again.");
  }

  @Needs(Permission.CHANGE_ALERTS)
  @POST
  @Path("{id}/test")
  public TemplateInstance test(@PathParam("id") UUID id) {
    DeliveryResult sent = channels.test(current.personOrThrow(), id);
    return page(id, sent);
  }

  @Needs(Permission.CHANGE_ALERTS)
  @GET
  @Path("{id}/secret")
  public TemplateInstance rotating(@PathParam("id") UUID id) {
    Channel channel = channels.findForChange(current.personOrThrow(), id);
    if (!channel.isWebhook()) {
      throw new NotFoundException("secret");
    }
    return Templates.rotateSecret(channel);
  }

  @Needs(Permission.CHANGE_ALERTS)
  @POST
  @Path("{id}/secret")
  public TemplateInstance rotate(@PathParam("id") UUID id) {
    return Templates.channelSecret(
        id, channels.rotateSecret(current.personOrThrow(), id).text(), true);
  }

  @Needs(Permission.CHANGE_ALERTS)
  @GET
  @Path("{id}/removal")
  public TemplateInstance removing(@PathParam("id") UUID id) {
    return Templates.removeChannel(channels.findForChange(current.personOrThrow(), id));
  }

  @Needs(Permission.CHANGE_ALERTS)
  @POST
  @Path("{id}/removal")
  public Response remove(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    channels.remove(current.personOrThrow(), id);
    return Redirect.to(
        headers, organization.getOrThrow().path("alerts/channels"), "The channel was removed.");
  }

  private ChannelSettings settings(ChannelForm typed) {
    return constraints.requireMet(typed).settings();
  }

  private Form form(Channel.Kind kind, ChannelForm typed, FormError error) {
    return new Form(kind, typed, error, channels.obstacle(kind));
  }

  private String path(UUID id) {
    return organization.getOrThrow().path("alerts/channels/" + id);
  }

  private static Channel.Kind kind(String word) {
    return Channel.Kind.of(word).orElse(Channel.Kind.EMAIL);
  }

  private TemplateInstance page(UUID id, @Nullable DeliveryResult sent) {
    ListedChannel listed = channels.find(current.personOrThrow(), id);
    return Templates.channel(listed.channel(), listed, sent);
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }

  private static String word(Channels.Filter filter) {
    return SortWord.of(filter.sort().name().toLowerCase(Locale.ROOT), filter.reversed());
  }

  private static Channels.Sort sort(String name) {
    return Arrays.stream(Channels.Sort.values())
        .filter(sort -> sort.name().equals(SortWord.column(name).toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElse(Channels.Sort.NAME);
  }
}
