package ai.nemorouter.sso;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.sso.provider.ProviderUnreachableException;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/// Links an existing account to its owner's identity at the provider, and removes that link.
@OpenTo(OpenTo.Audience.SIGNED_IN)
@Path("/account/sso")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class LinkPages {
  private static final String ROOT = "/account/sso";

  private final SsoSignIns signIns;
  private final SsoAccounts accounts;
  private final SsoProviderSettings settings;
  private final CurrentActor current;

  LinkPages(
      SsoSignIns signIns,
      SsoAccounts accounts,
      SsoProviderSettings settings,
      CurrentActor current) {
    this.signIns = signIns;
    this.accounts = accounts;
    this.settings = settings;
    this.current = current;
  }

  @CheckedTemplate(basePath = "sso")
  static class Templates {
    private Templates() {}

    static native TemplateInstance link(String name, SsoAccounts.Link link);
  }

  @GET
  public TemplateInstance show() {
    return Templates.link(settings.name(), accounts.link(personOrThrow()));
  }

  /// Sends somebody to the provider to be linked. Only from our own page: a foreign one could
  /// otherwise set off what its reader did not ask for.
  @GET
  @Path("link")
  public Response begin(@Context HttpHeaders headers, @Context UriInfo uri) {
    SignedIn person = personOrThrow();
    String from = headers.getHeaderString("Sec-Fetch-Site");
    if (from != null && !from.equals("same-origin")) {
      return Redirect.to(headers, ROOT);
    }
    try {
      SsoSignIns.Begun begun = signIns.beginLinking(person, ROOT);
      return Response.seeOther(begun.address())
          .cookie(SsoSignInCookie.of(begun.browser(), uri))
          .build();
    } catch (ProviderUnreachableException e) {
      return SsoPages.problem(SsoProblem.unreachable(settings.name(), ROOT));
    }
  }

  @POST
  @Path("removal")
  public Response remove(@Context HttpHeaders headers) {
    accounts.unlink(personOrThrow(), current.origin());
    return Redirect.to(headers, ROOT, "Your account is no longer linked.");
  }

  /// @throws NotFoundException also where there is no provider
  private SignedIn personOrThrow() {
    if (!settings.areComplete()) {
      throw new NotFoundException("page");
    }
    return current.signedIn().orElseThrow(() -> new NotFoundException("page"));
  }
}
