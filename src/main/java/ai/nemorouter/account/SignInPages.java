package ai.nemorouter.account;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.platform.LocalPath;
import ai.nemorouter.platform.Redirect;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// Signing in and out.
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SignInPages {
  private static final int FORBIDDEN = StatusCode.FORBIDDEN;
  private static final int TOO_MANY_REQUESTS = StatusCode.TOO_MANY_REQUESTS;

  private final SignIns signIns;
  private final Sessions sessions;
  private final List<OtherSignIn> others;
  private final CurrentActor current;

  SignInPages(
      SignIns signIns, Sessions sessions, @All List<OtherSignIn> others, CurrentActor current) {
    this.signIns = signIns;
    this.sessions = sessions;
    this.others = others;
    this.current = current;
  }

  /// What a person typed and where they were going; the password is never sent back.
  ///
  /// @param error empty for none
  /// @param others ways to sign in without a password
  public record Form(String email, String next, String error, List<OtherSignIn.Link> others) {}

  @CheckedTemplate(basePath = "account")
  static class Templates {
    private Templates() {}

    static native TemplateInstance signIn(Form form);
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
      case SignIns.Outcome.Rejected() ->
          refused(422, form(typed, path, "This e-mail address and password do not match."));
      case SignIns.Outcome.Refused(SignInGate.Refusal refusal) ->
          refused(
              FORBIDDEN, new Form(typed, path, refusal.reason(), refusal.link().stream().toList()));
      case SignIns.Outcome.Throttled(Instant until) ->
          refused(TOO_MANY_REQUESTS, form(typed, path, ThrottledException.message(until)));
    };
  }

  @POST
  @Path("sign-out")
  public Response signOut(@Context HttpHeaders headers, @Context UriInfo uri) {
    current.signedIn().ifPresent(person -> sessions.signOut(person, current.origin()));
    return Redirect.builder(headers, SessionFilter.SIGN_IN)
        .cookie(SessionCookie.cleared(uri))
        .build();
  }

  private Form form(String email, String next, String error) {
    return new Form(
        email, next, error, others.stream().flatMap(other -> other.links(next).stream()).toList());
  }

  private static Response refused(int status, Form form) {
    return Response.status(status).entity(Templates.signIn(form)).build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
