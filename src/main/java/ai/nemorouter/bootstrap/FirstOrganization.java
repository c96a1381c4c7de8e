package ai.nemorouter.bootstrap;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.team.Teams;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/// The organization that an installation begins with: the one that the bootstrap variables are
/// about.
@ApplicationScoped
class FirstOrganization {
  private static final Logger LOG = Logger.getLogger(FirstOrganization.class);
  private static final String TEAM = "Default";

  private final Organizations organizations;
  private final Teams teams;
  private final Credits credits;

  FirstOrganization(Organizations organizations, Teams teams, Credits credits) {
    this.organizations = organizations;
    this.teams = teams;
    this.credits = credits;
  }

  /// Finds it, or makes it with its team and credit. Name and credit count only when it is made.
  UUID ensure(BootstrapSettings settings) {
    return organizations.first().orElseGet(() -> create(settings));
  }

  private UUID create(BootstrapSettings settings) {
    UUID orgId = organizations.create(settings.organization(), settings.organization(), false);
    teams.create(orgId, TEAM);
    if (!settings.credit().isZero()) {
      credits.grant(new Actor.Setup(orgId), settings.credit(), "First credit");
    }
    LOG.infof(
        "First organization made name=%s credit=%s",
        settings.organization(), settings.credit().display());
    return orgId;
  }
}
