package ai.nemorouter.account;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.LocalPath;
import ai.nemorouter.platform.Redirect;
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
import java.time.Duration;
import java.time.Instant;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Signing in and out.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SignInPages {
  private static final int TOO_MANY_REQUESTS = StatusCode.TOO_MANY_REQUESTS;

  private final SignIns signIns;
  private final Sessions sessions;
  private final CurrentActor current;

  SignInPages(SignIns signIns, Sessions sessions, CurrentActor current) {
    this.signIns = signIns;
    this.sessions = sessions;
    this.current = current;
  }

  /// What a person typed and where they were going; the password is never sent back.
  public record Form(String email, String next, String error) {}

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
    return Response.ok(Templates.signIn(new Form("", LocalPath.orHome(next), ""))).build();
  }

  @POST
  @Path("sign-in")
  public Response signIn(
      @FormParam("email") String email,
      @FormParam("password") String password,
      @FormParam("next") String next,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    String typed = email == null ? "" : email.strip();
    String path = LocalPath.orHome(next);
    return switch (signIns.attempt(typed, password == null ? "" : password, current.origin())) {
      case SignIns.Outcome.Accepted(String token) ->
          Redirect.builder(headers, path).cookie(SessionCookie.of(token, uri)).build();
      case SignIns.Outcome.Rejected() ->
          refused(422, new Form(typed, path, "This e-mail address and password do not match."));
      case SignIns.Outcome.Throttled(Instant until) ->
          refused(TOO_MANY_REQUESTS, new Form(typed, path, waitUntil(until)));
    };
  }

  @POST
  @Path("sign-out")
  public Response signOut(@Context HttpHeaders headers, @Context UriInfo uri) {
    SessionCookie.token(headers.getCookies(), uri).ifPresent(sessions::end);
    return Redirect.builder(headers, SessionFilter.SIGN_IN)
        .cookie(SessionCookie.cleared(uri))
        .build();
  }

  private static Response refused(int status, Form form) {
    return Response.status(status).entity(Templates.signIn(form)).build();
  }

  private static String waitUntil(Instant until) {
    long minutes = Math.max(1, Duration.between(Instant.now(), until).toMinutes() + 1);
    return "Too many failed attempts. Try again in %d minute%s."
        .formatted(minutes, minutes == 1 ? "" : "s");
  }
}
