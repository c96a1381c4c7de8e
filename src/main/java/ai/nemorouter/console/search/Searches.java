package ai.nemorouter.console.search;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.ModelFilter;
import ai.nemorouter.catalog.Models;
import ai.nemorouter.console.Menu;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyFinds;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.usage.Requests;
import ai.nemorouter.usage.story.RequestDetail;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Finds pages, teams, keys, people, models and requests of an organization by a word or an
/// identifier. Each kind is looked up through its own use case, so that users find only what they
/// may see; kinds of which they may see nothing are not looked up.
@ApplicationScoped
public class Searches {
  private static final int EACH_MAX = 6;

  private final Teams teams;
  private final KeyFinds keys;
  private final Members members;
  private final Models models;
  private final Requests requests;

  Searches(Teams teams, KeyFinds keys, Members members, Models models, Requests requests) {
    this.teams = teams;
    this.keys = keys;
    this.members = members;
    this.models = models;
    this.requests = requests;
  }

  /// @param typed what to look for; nothing is found by an empty text
  public SearchHit of(Actor.Person person, Organization organization, String typed) {
    SearchTerm sought = SearchTerm.of(typed);
    List<SearchHit.Group> groups = new ArrayList<>();
    if (!sought.isEmpty()) {
      Optional<UUID> id = sought.identifier();
      if (id.isPresent()) {
        groups.addAll(identified(person, organization, id.get()));
      } else {
        groups.add(pages(person, organization, sought));
        groups.addAll(named(person, organization, sought));
      }
    }
    return new SearchHit(sought.text(), kinds(person), groups);
  }

  private static String kinds(Actor person) {
    List<String> kinds = new ArrayList<>(List.of("pages"));
    if (person.mayAnywhere(Permission.VIEW_TEAMS)) {
      kinds.add("teams");
    }
    if (person.mayAnywhere(Permission.VIEW_KEYS)) {
      kinds.add("keys by name or the end of their secret");
    }
    if (person.may(Permission.VIEW_MEMBERS)) {
      kinds.add("people by name or e-mail address");
    }
    if (person.may(Permission.VIEW_MODELS)) {
      kinds.add("models");
    }
    if (person.mayAnywhere(Permission.VIEW_CALLS)) {
      kinds.add("requests by identifier: req_…, gen-… or a provider's own");
    }
    return String.join(", ", kinds);
  }

  private static SearchHit.Group pages(
      Actor.Person person, Organization organization, SearchTerm sought) {
    Stream<SearchHit.Hit> own =
        Menu.ofOrganization()
            .flatMap(section ->
                section.openTo(person).stream()
                    .filter(page ->
                        sought.matches(section.label(), page.label(), Menu.words(page.path())))
                    .map(page ->
                        new SearchHit.Hit(
                            section.icon(),
                            page.label(),
                            page.label().equals(section.label()) ? "" : section.label(),
                            organization.path(page.path()))));
    Stream<SearchHit.Hit> more =
        Menu.FURTHER.stream()
            .filter(page -> page.openTo().test(person) && sought.matches(page.label()))
            .map(page ->
                new SearchHit.Hit("plus", page.label(), "", organization.path(page.path())));
    Stream<SearchHit.Hit> administration =
        person.operator() ? administration(sought).stream() : Stream.empty();
    return new SearchHit.Group(
        "Pages",
        Stream.of(own, more, administration).flatMap(hits -> hits).limit(2L * EACH_MAX).toList());
  }

  /// The operator's pages.
  static List<SearchHit.Hit> administration(SearchTerm sought) {
    return Menu.ADMINISTRATION.stream()
        .filter(section -> sought.matches(section.label(), "Administration"))
        .map(section ->
            new SearchHit.Hit(
                section.icon(), section.label(), "Administration", "/operator/" + section.icon()))
        .toList();
  }

  private List<SearchHit.Group> named(
      Actor.Person person, Organization organization, SearchTerm sought) {
    ListQuery query = new ListQuery(sought.text(), "", "", 1);
    List<SearchHit.Group> groups = new ArrayList<>();
    if (person.mayAnywhere(Permission.VIEW_TEAMS)) {
      groups.add(
          group(
              "Teams",
              teams.list(person, query).items().stream()
                  .map(team ->
                      new SearchHit.Hit("teams", team.name(), "", team(organization, team.id())))));
    }
    if (person.mayAnywhere(Permission.VIEW_KEYS)) {
      groups.add(
          group(
              "Keys",
              keys.named(person, sought.text(), EACH_MAX).stream()
                  .map(key -> hit(organization, key))));
    }
    if (person.may(Permission.VIEW_MEMBERS)) {
      groups.add(
          group(
              "People",
              members.list(person, query).items().stream()
                  .map(member ->
                      new SearchHit.Hit(
                          "members",
                          member.name(),
                          member.email(),
                          organization.path("members/" + member.userId())))));
    }
    if (person.may(Permission.VIEW_MODELS)) {
      groups.add(group("Models", models(person, organization, sought)));
    }
    if (person.mayAnywhere(Permission.VIEW_CALLS) && sought.isForeignIdentifier()) {
      groups.add(group("Requests", Stream.of(byForeignIdentifier(organization, sought))));
    }
    return groups;
  }

  private Stream<SearchHit.Hit> models(Actor person, Organization organization, SearchTerm sought) {
    return models.list(person, ModelFilter.ALL).stream()
        .filter(listed ->
            sought.matches(
                listed.slug(), listed.model().name(), String.join(" ", listed.ownAliases())))
        .map(listed ->
            new SearchHit.Hit(
                "models",
                listed.model().name(),
                listed.slug(),
                organization.path("models/" + listed.slug())));
  }

  /// Nothing is looked up by what a provider calls a request while somebody types: the list does
  /// that when it is asked to.
  private static SearchHit.Hit byForeignIdentifier(Organization organization, SearchTerm sought) {
    String query = "?id=" + URLEncoder.encode(sought.text(), StandardCharsets.UTF_8);
    return new SearchHit.Hit(
        "requests",
        "Requests with this identifier",
        sought.text(),
        organization.path("requests") + query);
  }

  private List<SearchHit.Group> identified(
      Actor.Person person, Organization organization, UUID id) {
    List<SearchHit.Group> groups = new ArrayList<>();
    if (person.mayAnywhere(Permission.VIEW_CALLS)) {
      groups.add(
          group(
              "Requests",
              found(() -> requests.find(person, id)).map(request -> hit(organization, request))));
    }
    if (person.mayAnywhere(Permission.VIEW_KEYS)) {
      groups.add(
          group("Keys", keys.identified(person, id).stream().map(key -> hit(organization, key))));
    }
    if (person.mayAnywhere(Permission.VIEW_TEAMS)) {
      groups.add(
          group(
              "Teams",
              found(() -> teams.find(person, id))
                  .map(team ->
                      new SearchHit.Hit("teams", team.name(), "", team(organization, id)))));
    }
    return groups;
  }

  private static <T> Stream<T> found(Supplier<T> look) {
    try {
      return Stream.of(look.get());
    } catch (NotFoundException e) {
      return Stream.empty();
    }
  }

  private static SearchHit.Group group(String title, Stream<SearchHit.Hit> hits) {
    return new SearchHit.Group(title, hits.limit(EACH_MAX).toList());
  }

  private static SearchHit.Hit hit(Organization organization, Key key) {
    return new SearchHit.Hit(
        "keys", key.name(), key.label(), organization.path("keys/" + key.id()));
  }

  private static SearchHit.Hit hit(Organization organization, RequestDetail request) {
    return new SearchHit.Hit(
        "requests",
        request.requestId(),
        request.requestedModel(),
        organization.path("requests/" + request.id()));
  }

  private static String team(Organization organization, UUID id) {
    return organization.path("teams/" + id);
  }
}
