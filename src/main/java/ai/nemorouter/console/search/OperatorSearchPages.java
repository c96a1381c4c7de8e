package ai.nemorouter.console.search;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.account.People;
import ai.nemorouter.organization.OperatorOrganizations;
import ai.nemorouter.platform.list.ListQuery;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/// The operator's search over the whole installation: pages, organizations and accounts.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/search")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OperatorSearchPages {
  private static final int EACH_MAX = 6;
  private static final String KINDS =
      "Pages of the administration, organizations, accounts by name or e-mail address";

  private final OperatorOrganizations organizations;
  private final People people;
  private final CurrentActor current;

  OperatorSearchPages(OperatorOrganizations organizations, People people, CurrentActor current) {
    this.organizations = organizations;
    this.people = people;
    this.current = current;
  }

  @GET
  public TemplateInstance search(
      @QueryParam("search") @DefaultValue("") String text,
      @HeaderParam("HX-Target") @DefaultValue("") String target) {
    SearchTerm sought = SearchTerm.of(text);
    List<SearchHit.Group> groups =
        sought.isEmpty() ? List.of() : groups(current.operatorOrThrow(), sought);
    return SearchPages.Templates.of(new SearchHit(sought.text(), KINDS, groups), target);
  }

  private List<SearchHit.Group> groups(Operator operator, SearchTerm sought) {
    List<SearchHit.Hit> found =
        organizations.list(operator, new ListQuery(sought.text(), "", "", 1)).items().stream()
            .limit(EACH_MAX)
            .map(listed ->
                new SearchHit.Hit(
                    "organizations",
                    listed.organization().name(),
                    listed.state(),
                    "/o/" + listed.organization().slug()))
            .toList();
    List<SearchHit.Hit> accounts =
        people.list(operator, new ListQuery(sought.text(), "", "", 1)).items().stream()
            .limit(EACH_MAX)
            .map(person ->
                new SearchHit.Hit(
                    "people", person.name(), person.email(), "/operator/people/" + person.id()))
            .toList();
    return List.of(
        new SearchHit.Group("Pages", Searches.administration(sought)),
        new SearchHit.Group("Organizations", found),
        new SearchHit.Group("Accounts", accounts));
  }
}
