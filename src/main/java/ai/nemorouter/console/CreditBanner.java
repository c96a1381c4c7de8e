package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.CreditStanding;
import ai.nemorouter.credit.CreditStandings;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.Organization;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What pages of an organization say about its credit on top, where there is something to say:
/// templates read it as `inject:creditBanner`. Pages of credit say it themselves.
@Named("creditBanner")
@RequestScoped
public class CreditBanner {
  private final CurrentOrganization organization;
  private final CurrentActor actor;
  private final CreditStandings standings;
  private final UriInfo uri;

  CreditBanner(
      CurrentOrganization organization,
      CurrentActor actor,
      CreditStandings standings,
      UriInfo uri) {
    this.organization = organization;
    this.actor = actor;
    this.standings = standings;
    this.uri = uri;
  }

  /// Null where nothing is to be said, or not to this person.
  public @Nullable CreditStanding getStanding() {
    Optional<Organization> shown = organization.find();
    Optional<Actor.Person> person = actor.person();
    if (shown.isEmpty()
        || person.isEmpty()
        || !person.get().may(Permission.VIEW_CREDIT)
        || isOfCredit(shown.get())) {
      return null;
    }
    CreditStanding standing = standings.find(person.get());
    return standing.state() == CreditStanding.State.FINE ? null : standing;
  }

  private boolean isOfCredit(Organization shown) {
    String path = uri.getRequestUri().getRawPath();
    return path.equals(shown.path("credit")) || path.startsWith(shown.path("credit/"));
  }
}
