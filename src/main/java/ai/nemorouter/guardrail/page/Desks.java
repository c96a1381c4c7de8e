package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.Organization;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;

/// Finds the desk of the request under way.
@ApplicationScoped
class Desks {
  private final CurrentActor current;
  private final CurrentOrganization organization;

  Desks(CurrentActor current, CurrentOrganization organization) {
    this.current = current;
    this.organization = organization;
  }

  Desk own() {
    Organization own = organization.getOrThrow();
    return new Desk(
        own.path("guardrails"), new RuleKeeper.Own(current.personOrThrow()), own.zone());
  }

  Desk ofInstallation() {
    return new Desk(
        "/operator/guardrails",
        new RuleKeeper.Installation(current.operatorOrThrow()),
        ZoneOffset.UTC);
  }
}
