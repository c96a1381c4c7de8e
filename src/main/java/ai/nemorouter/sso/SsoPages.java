package ai.nemorouter.sso;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.account.session.SessionCookie;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.LocalPath;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.http.RefusalLog;
import ai.nemorouter.sso.provider.Claims;
import ai.nemorouter.sso.provider.IdentityProvider;
import ai.nemorouter.sso.provider.ProviderRefusedException;
import ai.nemorouter.sso.provider.ProviderUnreachableException;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import ai.nemorouter.sso.session.SsoSessions;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
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
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Signing in through the provider, and what the provider calls when it ends sessions. Everything
/// that leads to the provider is a link: a form may not lead elsewhere.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SsoPages {
  private static final Logger LOG = Logger.getLogger(SsoPages.class);

  private final SsoSignIns signIns;
  private final SsoSessions ssoSessions;
  private final SsoProviderSettings settings;
  private final IdentityProvider provider;
  private final CurrentActor current;
  private final RefusalLog refusals;

  SsoPages(
      SsoSignIns signIns,
      SsoSessions ssoSessions,
      SsoProviderSettings settings,
      IdentityProvider provider,
      CurrentActor current,
      RefusalLog refusals) {
    this.signIns = signIns;
    this.ssoSessions = ssoSessions;
    this.settings = settings;
    this.provider = provider;
    this.current = current;
    this.refusals = refusals;
  }

  @CheckedTemplate(basePath = "sso")
  static class Templates {
    private Templates() {}

    static native TemplateInstance problem(SsoProblem problem);
  }

  /// What the provider sends a browser back with.
  public record Answered(
      @QueryParam("state") @Nullable String state,
      @QueryParam("code") @Nullable String code,
      @QueryParam("iss") @Nullable String issuer,
      @QueryParam("error") @Nullable String error) {}

  @GET
  @Path("sign-in/sso")
  public Response begin(
      @QueryParam("next") String next,
      @QueryParam("takeover") boolean takeover,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    requireSettings();
    String path = LocalPath.orHome(next);
    // Only our own page may ask for it: a foreign one would decide in its reader's name.
    String from = headers.getHeaderString("Sec-Fetch-Site");
    boolean ours = from == null || from.equals("same-origin");
    try {
      SsoSignIns.Begun begun = signIns.begin(path, takeover && ours);
      return Response.seeOther(begun.address())
          .cookie(SsoSignInCookie.of(begun.browser(), uri))
          .build();
    } catch (ProviderUnreachableException e) {
      return problem(SsoProblem.unreachable(settings.name(), path));
    }
  }

  @GET
  @Path("sign-in/sso/callback")
  public Response complete(
      @BeanParam Answered answered, @Context HttpHeaders headers, @Context UriInfo uri) {
    requireSettings();
    SsoSignIns.Answer answer =
        new SsoSignIns.Answer(
            answered.state(),
            answered.code(),
            answered.issuer(),
            answered.error(),
            SsoSignInCookie.value(headers, uri));
    SsoSignIns.Outcome outcome =
        signIns.complete(answer, current.origin(), SessionCookie.token(headers.getCookies(), uri));
    return Response.fromResponse(answer(outcome, headers, uri))
        .cookie(SsoSignInCookie.cleared(uri))
        .build();
  }

  private Response answer(SsoSignIns.Outcome outcome, HttpHeaders headers, UriInfo uri) {
    return switch (outcome) {
      case SsoSignIns.Outcome.Accepted(String token, String next, Set<Claims.Kind> missing) ->
          Response.fromResponse(
                  missing.isEmpty()
                      ? Redirect.to(headers, next)
                      : Redirect.to(headers, next, notTold(missing)))
              .cookie(SessionCookie.of(token, uri))
              .build();
      case SsoSignIns.Outcome.Linked(String next) ->
          Redirect.to(headers, next, "Your account is linked: sign in either way from now on.");
      default -> problem(SsoProblem.of(outcome, settings.name()));
    };
  }

  /// Why somebody who is signed in cannot enter an organization that wants single sign-on.
  @GET
  @Path("sign-in/sso/required")
  public Response required(@QueryParam("next") String next) {
    return problem(
        SsoProblem.required(settings.areComplete(), settings.name(), LocalPath.orHome(next)));
  }

  /// The provider tells that it ended sessions. It has no session here itself: what it says is
  /// signed.
  @POST
  @Path("sign-in/sso/back-channel-logout")
  public Response endByProvider(@FormParam("logout_token") @Nullable String logoutToken) {
    requireSettings();
    try {
      if (logoutToken == null) {
        throw new ProviderRefusedException("There is no logout token");
      }
      if (!ssoSessions.endByProvider(provider.ended(logoutToken))) {
        throw new ProviderRefusedException("The logout token came before");
      }
      return Response.ok().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    } catch (ProviderRefusedException | ProviderUnreachableException e) {
      refusals.write(
          RefusalLog.Kind.SINGLE_SIGN_ON,
          LOG,
          Logger.Level.WARN,
          "A back-channel logout was refused: %s",
          e.getMessage());
      return Response.status(Response.Status.BAD_REQUEST)
          .header(HttpHeaders.CACHE_CONTROL, "no-store")
          .build();
    }
  }

  private String notTold(Set<Claims.Kind> missing) {
    String what =
        missing.stream()
            .sorted()
            .map(kind -> kind.label().toLowerCase(Locale.ROOT) + "s")
            .collect(Collectors.joining(", "));
    return "%s does not say which %s you have, so your access stays as it was. Administrators find what to do under Settings, Single sign-on."
        .formatted(settings.name(), what);
  }

  private void requireSettings() {
    if (!settings.areComplete()) {
      throw new NotFoundException("page");
    }
  }

  static Response problem(SsoProblem problem) {
    return Response.status(problem.status()).entity(Templates.problem(problem)).build();
  }
}
