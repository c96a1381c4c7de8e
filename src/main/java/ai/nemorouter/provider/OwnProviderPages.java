package ai.nemorouter.provider;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.health.HealthReports;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// The providers that an organization brings for itself.
@Needs(Permission.VIEW_PROVIDERS)
@Path("/o/{slug}/providers")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OwnProviderPages extends ProviderPages {
  private final CurrentActor current;
  private final CurrentOrganization organization;

  OwnProviderPages(
      StoredProviders stored,
      ProviderLists lists,
      ConnectionTests tests,
      HealthReports reports,
      Dialects dialects,
      CurrentActor current,
      CurrentOrganization organization) {
    super(stored, lists, tests, reports, dialects);
    this.current = current;
    this.organization = organization;
  }

  @Override
  ProviderOwner holder() {
    return new ProviderOwner.Own(current.personOrThrow());
  }

  @Override
  String root() {
    return organization.getOrThrow().path("providers");
  }

  @Override
  boolean mayChange() {
    return current.personOrThrow().may(Permission.CHANGE_PROVIDERS);
  }
}
