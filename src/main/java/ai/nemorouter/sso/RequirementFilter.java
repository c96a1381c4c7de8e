package ai.nemorouter.sso;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.member.ManagedMembers;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.http.FilterOrder;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.sso.session.SsoSessions;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/// Keeps people who signed in with a password out of an organization that requires single sign-on,
/// or that they belong to through the provider: only a session that came from the provider can be
/// checked with it again. Operators pass, so that no one is locked out for good.
@Provider
@Priority(FilterOrder.SINGLE_SIGN_ON)
public class RequirementFilter implements ContainerRequestFilter {
  private static final String PAGE = "/sign-in/sso/required?next=";

  private final Database database;
  private final SsoSettingsRows settings;
  private final ManagedMembers managed;
  private final SsoSessions ssoSessions;
  private final CurrentActor actor;
  private final CurrentOrganization current;
  private final HttpHeaders headers;

  RequirementFilter(
      Database database,
      SsoSettingsRows settings,
      ManagedMembers managed,
      SsoSessions ssoSessions,
      CurrentActor actor,
      CurrentOrganization current,
      HttpHeaders headers) {
    this.database = database;
    this.settings = settings;
    this.managed = managed;
    this.ssoSessions = ssoSessions;
    this.actor = actor;
    this.current = current;
    this.headers = headers;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Optional<Organization> organization = current.find();
    Optional<Actor.Person> person = actor.person();
    if (organization.isEmpty() || person.isEmpty() || person.get().operator()) {
      return;
    }
    UUID sessionId = actor.signedIn().orElseThrow().sessionId();
    if (wants(organization.get().id(), person.get().userId()) && !ssoSessions.isSso(sessionId)) {
      request.abortWith(
          Redirect.to(headers, PAGE + URLEncoder.encode(wanted(request), StandardCharsets.UTF_8)));
    }
  }

  /// The parameters of what was being read are kept.
  private static String wanted(ContainerRequestContext request) {
    URI address = request.getUriInfo().getRequestUri();
    return address.getRawQuery() == null || !request.getMethod().equals("GET")
        ? address.getRawPath()
        : address.getRawPath() + "?" + address.getRawQuery();
  }

  private boolean wants(UUID orgId, UUID userId) {
    return database.inOrganization(
        orgId, () -> settings.of(orgId).required() || managed.isManaged(orgId, userId));
  }
}
