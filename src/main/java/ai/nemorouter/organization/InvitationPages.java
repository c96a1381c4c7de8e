package ai.nemorouter.organization;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.SessionCookie;
import ai.nemorouter.account.Sessions;
import ai.nemorouter.account.SignInGate;
import ai.nemorouter.platform.FormError;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Redirect;
import io.quarkus.arc.All;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the link of an invitation leads to, open to all. Looking changes nothing, so a mail program
/// that follows links uses nothing up.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Path("/invitations/{token}")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class InvitationPages {
  private static final int GONE = 410;
  private static final int NOT_FOUND = 404;

  private final Acceptances acceptances;
  private final Sessions sessions;
  private final List<SignInGate> gates;
  private final CurrentActor current;

  InvitationPages(
      Acceptances acceptances,
      Sessions sessions,
      @All List<SignInGate> gates,
      CurrentActor current) {
    this.acceptances = acceptances;
    this.sessions = sessions;
    this.gates = gates;
    this.current = current;
  }

  /// What somebody who has the link can do with it.
  public enum Way {
    /// They are signed in as the one who was invited.
    JOIN,
    /// They are signed in as somebody else.
    SIGN_OUT,
    /// There is an account with that e-mail address.
    SIGN_IN,
    /// There is none.
    REGISTER
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance acceptInvitation(
        Acceptances.Offer offer, Way way, String token, String name, FormError error);

    static native TemplateInstance endedInvitation(Invitation.@Nullable State state);
  }

  @GET
  public Response look(@PathParam("token") String token) {
    return page(token, "", FormError.NONE, Response.Status.OK.getStatusCode());
  }

  @POST
  @Path("membership")
  public Response join(@PathParam("token") String token, @Context HttpHeaders headers) {
    Optional<SignedIn> person = current.signedIn();
    if (person.isEmpty()) {
      return Redirect.to(headers, "/invitations/" + token);
    }
    try {
      Acceptances.Joined joined = acceptances.join(token, person.get(), current.origin());
      return Redirect.to(headers, "/o/" + joined.slug(), welcome(joined));
    } catch (InvalidInputException e) {
      return page(token, "", FormError.of(e), FormError.STATUS);
    }
  }

  @POST
  @Path("account")
  public Response register(
      @PathParam("token") String token,
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("password") @DefaultValue("") String password,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    try {
      Acceptances.Joined joined = acceptances.register(token, name, password, current.origin());
      return signIn(joined, headers, uri);
    } catch (InvalidInputException e) {
      return page(token, name, FormError.of(e), FormError.STATUS);
    }
  }

  /// Whoever has to sign in elsewhere is a member all the same, and signs in there.
  private Response signIn(Acceptances.Joined joined, HttpHeaders headers, UriInfo uri) {
    SignInGate.Candidate candidate = new SignInGate.Candidate(joined.userId(), joined.email());
    if (gates.stream().anyMatch(gate -> gate.refusal(candidate).isPresent())) {
      return Redirect.to(headers, "/o/" + joined.slug());
    }
    Sessions.Started started =
        sessions.start(
            joined.userId(),
            Sessions.Method.PASSWORD,
            current.origin(),
            SessionCookie.token(headers.getCookies(), uri));
    return Response.fromResponse(Redirect.to(headers, "/o/" + joined.slug(), welcome(joined)))
        .cookie(SessionCookie.of(started.token(), uri))
        .build();
  }

  private Response page(String token, String name, FormError error, int status) {
    Optional<Acceptances.Offer> offer = acceptances.look(token, current.origin());
    if (offer.isEmpty()) {
      return Response.status(NOT_FOUND).entity(Templates.endedInvitation(null)).build();
    }
    Invitation invitation = offer.get().invitation();
    if (!invitation.isOpen()) {
      return Response.status(GONE).entity(Templates.endedInvitation(invitation.state())).build();
    }
    return Response.status(status)
        .entity(Templates.acceptInvitation(offer.get(), way(offer.get()), token, name, error))
        .build();
  }

  private Way way(Acceptances.Offer offer) {
    if (current.signedIn().isPresent()) {
      return offer.isFor(current.signedIn().get()) ? Way.JOIN : Way.SIGN_OUT;
    }
    return offer.account() ? Way.SIGN_IN : Way.REGISTER;
  }

  private static String welcome(Acceptances.Joined joined) {
    return "Welcome to " + joined.organization() + ".";
  }
}
