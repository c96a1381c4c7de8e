package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.session.SessionCookie;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.account.signin.SignInGate;
import ai.nemorouter.account.signin.SignIns;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
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
import java.time.Instant;
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
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String REJECTED =
      "No account was created, and you were not signed in. If you have an account with this address already, sign in with its password.";

  private final InvitationAcceptance acceptances;
  private final SignIns signIns;
  private final List<SignInGate> gates;
  private final CurrentActor current;

  InvitationPages(
      InvitationAcceptance acceptances,
      SignIns signIns,
      @All List<SignInGate> gates,
      CurrentActor current) {
    this.acceptances = acceptances;
    this.signIns = signIns;
    this.gates = gates;
    this.current = current;
  }

  /// What somebody who has the link can do with it.
  public enum Way {
    /// They are signed in as the one who was invited.
    JOIN,
    /// They are signed in as somebody else.
    SIGN_OUT,
    /// They sign in or create an account; which of the two is possible is for them to know.
    ENTER
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance acceptInvitation(
        InvitationAcceptance.Offer offer, Way way, String token, String name, FormError error);

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
      InvitationAcceptance.Joined joined = acceptances.join(token, person.get(), current.origin());
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
    if (current.signedIn().isPresent()) {
      return Redirect.to(headers, "/invitations/" + token);
    }
    try {
      InvitationAcceptance.Registration outcome = register(token, name, password);
      return switch (outcome) {
        case InvitationAcceptance.Registration.Created(InvitationAcceptance.Joined joined) ->
            signIn(joined, headers, uri);
        case InvitationAcceptance.Registration.Existing(String email, boolean _) ->
            signIn(token, new Typed(name, email, password), headers, uri);
      };
    } catch (InvalidInputException e) {
      return page(token, name, FormError.of(e), FormError.STATUS);
    }
  }

  /// What was entered into the form, and the address that it is for.
  private record Typed(String name, String email, String password) {}

  /// An account that was never verified gives way to a link that was mailed, unless its password
  /// was entered: then it is the account of the same person.
  private InvitationAcceptance.Registration register(String token, String name, String password) {
    InvitationAcceptance.Registration outcome =
        acceptances.register(
            token, new InvitationAcceptance.Wanted(name, password, false), current.origin());
    boolean another =
        outcome
                instanceof
                InvitationAcceptance.Registration.Existing(String email, boolean givesWay)
            && givesWay
            && !signIns.isPassword(email, password, current.origin());
    return another
        ? acceptances.register(
            token, new InvitationAcceptance.Wanted(name, password, true), current.origin())
        : outcome;
  }

  /// Where there is an account, the password is tried as the sign-in page would.
  private Response signIn(String token, Typed typed, HttpHeaders headers, UriInfo uri) {
    String path = "/invitations/" + token;
    SignIns.Outcome outcome =
        signIns.attempt(
            typed.email(),
            typed.password(),
            current.origin(),
            SessionCookie.token(headers.getCookies(), uri));
    return switch (outcome) {
      case SignIns.Outcome.Accepted(String session) ->
          Redirect.builder(headers, path).cookie(SessionCookie.of(session, uri)).build();
      case SignIns.Outcome.CodeWanted(String pending) ->
          Redirect.builder(headers, SignIns.codePath(path))
              .cookie(SessionCookie.ofPending(pending, uri))
              .build();
      case SignIns.Outcome.Rejected() -> refused(token, typed.name(), REJECTED, FormError.STATUS);
      case SignIns.Outcome.Refused(SignInGate.Refusal refusal) ->
          refused(token, typed.name(), refusal.reason(), FORBIDDEN);
      case SignIns.Outcome.Throttled(Instant until) ->
          refused(token, typed.name(), ThrottledException.message(until), TOO_MANY_REQUESTS);
    };
  }

  private Response refused(String token, String name, String message, int status) {
    return page(token, name, FormError.of(new InvalidInputException("email", message)), status);
  }

  /// Users who have to sign in elsewhere become members as well, and sign in there.
  private Response signIn(InvitationAcceptance.Joined joined, HttpHeaders headers, UriInfo uri) {
    SignInGate.Candidate candidate = new SignInGate.Candidate(joined.userId(), joined.email());
    if (gates.stream().anyMatch(gate -> gate.refusal(candidate).isPresent())) {
      return Redirect.to(headers, "/o/" + joined.slug());
    }
    Sessions.Started started =
        acceptances.signIn(
            joined, current.origin(), SessionCookie.token(headers.getCookies(), uri));
    return Response.fromResponse(Redirect.to(headers, "/o/" + joined.slug(), welcome(joined)))
        .cookie(SessionCookie.of(started.token(), uri))
        .build();
  }

  private Response page(String token, String name, FormError error, int status) {
    Optional<InvitationAcceptance.Offer> offer = acceptances.look(token, current.origin());
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

  private Way way(InvitationAcceptance.Offer offer) {
    if (current.signedIn().isPresent()) {
      return offer.isFor(current.signedIn().get()) ? Way.JOIN : Way.SIGN_OUT;
    }
    return Way.ENTER;
  }

  private static String welcome(InvitationAcceptance.Joined joined) {
    return "Welcome to " + joined.organization() + ".";
  }
}
