package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The list of invitations, inviting people, and taking invitations back or sending them again.
@Needs(Permission.CHANGE_MEMBERS)
@Path("/o/{slug}/invitations")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class InvitationsPages {
  private final Invitations invitations;
  private final InvitationChoices choices;
  private final Constraints constraints;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  InvitationsPages(
      Invitations invitations,
      InvitationChoices choices,
      Constraints constraints,
      CurrentActor current,
      CurrentOrganization organization) {
    this.invitations = invitations;
    this.choices = choices;
    this.constraints = constraints;
    this.current = current;
    this.organization = organization;
  }

  /// What became of one line of the form.
  ///
  /// @param link to pass on; empty where there is none to show
  public record Line(String email, boolean invited, String outcome, String link) {}

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance invitations(
        PageOf<Invitation> invitations, ListQuery query, Address address);

    static native TemplateInstance invite(
        InvitationForm form, InvitationChoices.Offered offered, FormError error);

    static native TemplateInstance invited(List<Line> lines, boolean linked);

    static native TemplateInstance revokeInvitation(Invitation invitation, FormError error);

    static native TemplateInstance resendInvitation(Invitation invitation, FormError error);
  }

  @Needs(Permission.VIEW_MEMBERS)
  @GET
  public TemplateInstance list(@BeanParam ListQuery asked) {
    ListQuery query = asked.knowing(Invitations.Sort.class, Invitations.states());
    return Templates.invitations(
        invitations.list(current.personOrThrow(), query), query, query.address());
  }

  @GET
  @Path("new")
  public TemplateInstance inviting(@QueryParam("email") @DefaultValue("") String email) {
    return Templates.invite(
        InvitationForm.empty(email), choices.offered(current.personOrThrow()), FormError.NONE);
  }

  @POST
  public Response invite(MultivaluedMap<String, String> fields, @Context UriInfo uri) {
    Actor actor = current.personOrThrow();
    InvitationForm form = InvitationForm.of(fields);
    try {
      List<String> addresses = constraints.requireMet(form).addresses();
      Map<UUID, String> teams = form.teamRoles();
      List<Line> lines = new ArrayList<>();
      for (String address : addresses) {
        lines.add(line(actor, new Invitations.Wanted(address, form.role(), teams), uri));
      }
      return shown(lines);
    } catch (InvalidInputException e) {
      return invalid(Templates.invite(form, choices.offered(actor), FormError.of(e)));
    }
  }

  @GET
  @Path("{id}/revocation")
  public TemplateInstance revoking(@PathParam("id") UUID id) {
    return Templates.revokeInvitation(find(id), FormError.NONE);
  }

  @POST
  @Path("{id}/revocation")
  public Response revoke(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    try {
      invitations.revoke(current.personOrThrow(), id);
      return Redirect.to(
          headers,
          organization.getOrThrow().path("invitations"),
          "The invitation was revoked. Its link leads nowhere now.");
    } catch (InvalidInputException e) {
      return invalid(Templates.revokeInvitation(find(id), FormError.of(e)));
    }
  }

  @GET
  @Path("{id}/sending")
  public TemplateInstance resending(@PathParam("id") UUID id) {
    return Templates.resendInvitation(find(id), FormError.NONE);
  }

  @POST
  @Path("{id}/sending")
  public Response resend(@PathParam("id") UUID id, @Context UriInfo uri) {
    try {
      Invitations.Invited again = invitations.resend(current.personOrThrow(), id);
      return shown(List.of(line(again, uri)));
    } catch (InvalidInputException e) {
      return invalid(Templates.resendInvitation(find(id), FormError.of(e)));
    }
  }

  private Line line(Actor actor, Invitations.Wanted wanted, UriInfo uri) {
    try {
      return line(invitations.invite(actor, wanted), uri);
    } catch (InvalidInputException e) {
      if (!e.field().equals("email")) {
        throw e;
      }
      return new Line(wanted.email(), false, String.valueOf(e.getMessage()), "");
    }
  }

  private static Line line(Invitations.Invited invited, UriInfo uri) {
    return new Line(
        invited.invitation().email(),
        true,
        outcome(invited),
        invited.link().map(link -> absolute(link, uri)).orElse(""));
  }

  private static String outcome(Invitations.Invited invited) {
    if (!invited.isMailed()) {
      return invited.notSent();
    }
    return invited.link().isEmpty()
        ? "The invitation was sent."
        : "E-mail only goes to the log here, as it does in development: pass the link on yourself.";
  }

  /// Shown to the user who asked, under the address that they use themselves.
  private static String absolute(String link, UriInfo uri) {
    return link.startsWith("/") ? uri.getBaseUri().toString().replaceAll("/+$", "") + link : link;
  }

  private static Response shown(List<Line> lines) {
    boolean linked = lines.stream().anyMatch(line -> !line.link().isEmpty());
    return Response.ok(Templates.invited(lines, linked)).build();
  }

  private Invitation find(UUID id) {
    return invitations.findForChange(current.personOrThrow(), id);
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
