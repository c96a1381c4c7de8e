package ai.nemorouter.provider;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.health.HealthReports;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// The installation's providers, for operators.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/providers")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class InstallationProviderPages extends ProviderPages {
  private final CurrentActor current;

  InstallationProviderPages(
      StoredProviders stored,
      ProviderLists lists,
      ConnectionTests tests,
      HealthReports reports,
      Dialects dialects,
      CurrentActor current) {
    super(stored, lists, tests, reports, dialects);
    this.current = current;
  }

  @Override
  ProviderOwner holder() {
    return new ProviderOwner.Installation(current.operatorOrThrow());
  }

  @Override
  String root() {
    return "/operator/providers";
  }

  @Override
  boolean mayChange() {
    return true;
  }
}
