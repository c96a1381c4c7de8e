package ai.nemorouter.console.overview;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.books.Books;
import ai.nemorouter.limit.inflight.HeldAttempts;
import ai.nemorouter.organization.OperatorOrganizations;
import ai.nemorouter.organization.OrganizationOverview;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.provider.ProviderLists;
import ai.nemorouter.provider.ProviderOwner;
import ai.nemorouter.usage.summary.InstallationTraffic;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/// The landing page of the administration.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/overview")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class InstallationOverviewPages {
  private static final int LOWEST_SHOWN = 5;

  private final CurrentActor current;
  private final InstallationTraffic traffic;
  private final OperatorOrganizations organizations;
  private final ProviderLists providers;
  private final HeldAttempts holds;
  private final Books books;

  InstallationOverviewPages(
      CurrentActor current,
      InstallationTraffic traffic,
      OperatorOrganizations organizations,
      ProviderLists providers,
      HeldAttempts holds,
      Books books) {
    this.current = current;
    this.traffic = traffic;
    this.organizations = organizations;
    this.providers = providers;
    this.holds = holds;
    this.books = books;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance installation(InstallationOverview overview);
  }

  @GET
  public TemplateInstance overview() {
    Operator operator = current.operatorOrThrow();
    return Templates.installation(
        new InstallationOverview(
            traffic.ofLastDay(operator),
            lowest(operator),
            providers.troubled(new ProviderOwner.Installation(operator)),
            holds.list(operator, new HeldAttempts.Search("", "", 1)),
            books.latest(operator).orElse(null)));
  }

  private List<OrganizationOverview> lowest(Operator operator) {
    ListQuery byCredit = new ListQuery("", OperatorOrganizations.ACTIVE, "credit", 1);
    return organizations.list(operator, byCredit).items().stream().limit(LOWEST_SHOWN).toList();
  }
}
