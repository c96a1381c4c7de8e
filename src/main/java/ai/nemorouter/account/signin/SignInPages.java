package ai.nemorouter.account.signin;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.account.session.OtherSignOut;
import ai.nemorouter.account.session.SessionCookie;
import ai.nemorouter.account.session.SessionFilter;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.platform.http.LocalPath;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.arc.All;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// Signing in and out.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SignInPages {
  private static final int FORBIDDEN = StatusCode.FORBIDDEN;
  private static final int TOO_MANY_REQUESTS = StatusCode.TOO_MANY_REQUESTS;

  private final SignIns signIns;
  private final Sessions sessions;
  private final PendingSignIns pending;
  private final List<OtherSignIn> others;
  private final List<OtherSignOut> elsewhere;
  private final List<SignUpOffer> offers;
  private final CurrentActor current;

  SignInPages(
      SignIns signIns,
      Sessions sessions,
      PendingSignIns pending,
      @All List<OtherSignIn> others,
      @All List<OtherSignOut> elsewhere,
      @All List<SignUpOffer> offers,
      CurrentActor current) {
    this.signIns = signIns;
    this.pending = pending;
    this.sessions = sessions;
    this.others = others;
    this.elsewhere = elsewhere;
    this.offers = offers;
    this.current = current;
  }

  /// What a person typed and where they were going; the password is never sent back.
  ///
  /// @param error empty for none
  /// @param others ways to sign in without a password
  /// @param passwordsFolded whether they come first
  /// @param signUp where people without an account make one; empty where they cannot
  public record Form(
      String email,
      String next,
      String error,
      List<OtherSignIn.Link> others,
      boolean passwordsFolded,
      String signUp) {}

  @CheckedTemplate(basePath = "account")
  static class Templates {
    private Templates() {}

    static native TemplateInstance signIn(Form form);

    static native TemplateInstance signedOut(OtherSignOut.Place elsewhere);

    static native TemplateInstance signInCode(String next, String error);
  }

  @GET
  @Path("sign-in")
  public Response form(@QueryParam("next") String next, @Context HttpHeaders headers) {
    if (current.signedIn().isPresent()) {
      return Redirect.to(headers, LocalPath.orHome(next));
    }
    return Response.ok(Templates.signIn(form("", LocalPath.orHome(next), ""))).build();
  }

  @POST
  @Path("sign-in")
  public Response signIn(
      @FormParam("email") String email,
      @FormParam("password") String password,
      @FormParam("next") String next,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    String typed = orEmpty(email).strip();
    String path = LocalPath.orHome(next);
    Optional<String> before = SessionCookie.token(headers.getCookies(), uri);
    return switch (signIns.attempt(typed, orEmpty(password), current.origin(), before)) {
      case SignIns.Outcome.Accepted(String token) ->
          Redirect.builder(headers, path).cookie(SessionCookie.of(token, uri)).build();
      case SignIns.Outcome.CodeWanted(String token) ->
          Redirect.builder(headers, SignIns.codePath(path))
              .cookie(SessionCookie.ofPending(token, uri))
              .build();
      case SignIns.Outcome.Rejected() ->
          refused(422, form(typed, path, "This e-mail address and password do not match."));
      case SignIns.Outcome.Refused(SignInGate.Refusal refusal) ->
          refused(
              FORBIDDEN,
              new Form(typed, path, refusal.reason(), refusal.link().stream().toList(), false, ""));
      case SignIns.Outcome.Throttled(Instant until) ->
          refused(TOO_MANY_REQUESTS, form(typed, path, ThrottledException.message(until)));
    };
  }

  @GET
  @Path("sign-in/code")
  public Response codeForm(
      @QueryParam("next") String next, @Context HttpHeaders headers, @Context UriInfo uri) {
    String path = LocalPath.orHome(next);
    boolean underWay =
        SessionCookie.pendingToken(headers.getCookies(), uri)
            .filter(pending::isUnderWay)
            .isPresent();
    return underWay
        ? Response.ok(Templates.signInCode(path, "")).build()
        : Redirect.to(headers, SessionFilter.SIGN_IN + "?next=" + encode(path));
  }

  @POST
  @Path("sign-in/code")
  public Response giveCode(
      @FormParam("code") String code,
      @FormParam("next") String next,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    String path = LocalPath.orHome(next);
    String token = SessionCookie.pendingToken(headers.getCookies(), uri).orElse("");
    Optional<String> before = SessionCookie.token(headers.getCookies(), uri);
    try {
      return switch (pending.finish(token, orEmpty(code), current.origin(), before)) {
        case PendingSignIns.Outcome.Accepted(String session) ->
            Redirect.builder(headers, path)
                .cookie(SessionCookie.of(session, uri), SessionCookie.clearedPending(uri))
                .build();
        case PendingSignIns.Outcome.WrongCode() ->
            refusedCode(
                422, path, "Invalid or already used code. Enter the one that the app shows now.");
        case PendingSignIns.Outcome.Over() ->
            Redirect.builder(headers, SessionFilter.SIGN_IN + "?next=" + encode(path))
                .cookie(SessionCookie.clearedPending(uri))
                .build();
      };
    } catch (ThrottledException e) {
      return refusedCode(TOO_MANY_REQUESTS, path, String.valueOf(e.getMessage()));
    }
  }

  @POST
  @Path("sign-out")
  public Response signOut(@Context HttpHeaders headers, @Context UriInfo uri) {
    Optional<OtherSignOut.Place> place =
        current.signedIn().stream()
            .flatMap(person -> elsewhere.stream().flatMap(other -> other.place(person).stream()))
            .findFirst();
    current.signedIn().ifPresent(person -> sessions.signOut(person, current.origin()));
    // A page and no redirect: what a form leads to has to stay on this host, the browser sees to
    // it.
    Response.ResponseBuilder answer =
        place.isPresent() && headers.getHeaderString("HX-Request") == null
            ? Response.ok(Templates.signedOut(place.get()))
            : Redirect.builder(headers, SessionFilter.SIGN_IN);
    return answer.cookie(SessionCookie.cleared(uri)).build();
  }

  private Form form(String email, String next, String error) {
    return new Form(
        email,
        next,
        error,
        others.stream().flatMap(other -> other.links(next).stream()).toList(),
        others.stream().anyMatch(OtherSignIn::comesFirst),
        offers.stream().flatMap(offer -> offer.path().stream()).findFirst().orElse(""));
  }

  private static Response refused(int status, Form form) {
    return Response.status(status).entity(Templates.signIn(form)).build();
  }

  private static Response refusedCode(int status, String next, String error) {
    return Response.status(status).entity(Templates.signInCode(next, error)).build();
  }

  private static String encode(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
