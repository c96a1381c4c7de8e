package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.console.overview.Attentions;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.team.Teams;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the page under way stands and where its reader may go from it: templates read it as
/// `inject:navigation`.
@Named("navigation")
@RequestScoped
public class Navigation {
  private static final String OPERATOR = "/operator/";
  private static final int TEAMS_MAX = 100;
  private static final List<String> NARROWED_BY_TEAM = List.of("requests", "usage", "keys");

  /// What has pages below it and belongs to no organization.
  private static final List<Crumb> OUTSIDE =
      List.of(new Crumb("Your account", "/account"), new Crumb("Models", "/models"));

  private final CurrentOrganization organization;
  private final CurrentActor actor;
  private final Attentions attentions;
  private final Teams teams;
  private final Asked asked;
  private @Nullable List<Group> groups;
  private @Nullable List<Item> teamItems;

  Navigation(
      CurrentOrganization organization,
      CurrentActor actor,
      Attentions attentions,
      Teams teams,
      Asked asked) {
    this.organization = organization;
    this.actor = actor;
    this.attentions = attentions;
    this.teams = teams;
    this.asked = asked;
  }

  /// What the browser asked for.
  @RequestScoped
  static class Asked {
    private final Request request;
    private final UriInfo uri;
    private final HttpHeaders headers;

    Asked(Request request, UriInfo uri, HttpHeaders headers) {
      this.request = request;
      this.uri = uri;
      this.headers = headers;
    }

    boolean isForm() {
      return !request.getMethod().equals(HttpMethod.GET);
    }

    String path() {
      return uri.getRequestUri().getRawPath();
    }

    String parameter(String name) {
      return Objects.requireNonNullElse(uri.getQueryParameters().getFirst(name), "");
    }

    /// The period of this page, or of the last one that had one; empty for none.
    String period() {
      String here =
          Periods.parameters().stream()
              .map(this::parameter)
              .filter(Periods::isKnown)
              .findFirst()
              .orElse("");
      Cookie before = headers.getCookies().get(Periods.COOKIE);
      return here.isEmpty() && before != null && Periods.isKnown(before.getValue())
          ? before.getValue()
          : here;
    }
  }

  /// A link of the menu or a tab.
  ///
  /// @param current what `aria-current` says: `page` on that page, `true` below it, else empty
  /// @param period the parameter of its address that holds a period; empty for none
  /// @param mark why somebody should look at it; null for no reason
  public record Item(
      String icon,
      String label,
      String href,
      String current,
      String period,
      Attentions.@Nullable Mark mark) {
    Item(String icon, String label, String href, String current) {
      this(icon, label, href, current, "", null);
    }

    /// The letter that leads there after a `g`; empty for none.
    public String shortcut() {
      return Menu.shortcut(icon);
    }
  }

  /// Links under a heading.
  public record Group(String title, List<Item> items) {}

  /// A step of the way from the organization to the page.
  public record Crumb(String label, String href) {}

  /// The menu of the organization, without what the person may not open.
  public List<Group> getGroups() {
    Optional<Actor.Person> person = actor.person();
    if (person.isEmpty() || organization.find().isEmpty()) {
      return List.of();
    }
    if (groups == null) {
      Map<String, Attentions.Mark> marks = attentions.of(person.get());
      groups =
          Menu.ORGANIZATION.stream()
              .map(group -> new Group(group.title(), items(group.sections(), person.get(), marks)))
              .filter(group -> !group.items().isEmpty())
              .toList();
    }
    return groups;
  }

  private List<Item> items(
      List<Menu.Section> sections, Actor person, Map<String, Attentions.Mark> marks) {
    return sections.stream()
        .flatMap(section ->
            section.openTo(person).stream()
                .limit(1)
                .map(page -> item(section, page, marks.get(section.icon()))))
        .toList();
  }

  private Item item(Menu.Section section, Menu.Page page, Attentions.@Nullable Mark mark) {
    boolean within = place().filter(place -> place.section().equals(section)).isPresent();
    String period = Periods.parameter(page.path());
    String query =
        period.isEmpty() || asked.period().isEmpty() ? "" : "?" + period + "=" + asked.period();
    return new Item(
        section.icon(),
        section.label(),
        href(page) + query,
        within ? current(page) : "",
        period,
        mark);
  }

  /// All teams and each that the person may see, to go on with one of them: in a list that can be
  /// narrowed to a team on that page, else on the team's own.
  public List<Item> getTeams() {
    Optional<Actor.Person> person = actor.person();
    if (person.isEmpty()
        || organization.find().isEmpty()
        || !person.get().mayAnywhere(Permission.VIEW_TEAMS)) {
      return List.of();
    }
    if (teamItems == null) {
      List<Teams.Named> found = teams.named(person.get(), TEAMS_MAX);
      teamItems =
          found.isEmpty()
              ? List.of()
              : Stream.concat(
                      Stream.of(team("All teams", "")),
                      found.stream().map(team -> team(team.name(), team.id().toString())))
                  .toList();
    }
    return teamItems;
  }

  private Item team(String name, String id) {
    Organization here = organization.getOrThrow();
    Optional<String> list = NARROWED_BY_TEAM.stream().filter(this::isShown).findFirst();
    String own = id.isEmpty() ? "teams" : "teams/" + id;
    String href =
        list.map(path -> here.path(path) + (id.isEmpty() ? "" : "?team=" + id))
            .orElse(here.path(own));
    boolean current =
        id.isEmpty() ? chosenTeam().isEmpty() && list.isPresent() : chosenTeam().equals(id);
    return new Item("teams", name, href, current ? "true" : "");
  }

  private boolean isShown(String page) {
    return path().equals(organization.getOrThrow().path(page));
  }

  private String chosenTeam() {
    String teamPages = organization.getOrThrow().path("teams/");
    return path().startsWith(teamPages)
        ? path().substring(teamPages.length()).replaceFirst("/.*", "")
        : asked.parameter("team");
  }

  /// The team that the page is about.
  public String getTeamName() {
    return getTeams().stream()
        .filter(team -> !team.current().isEmpty())
        .map(Item::label)
        .findFirst()
        .orElse("All teams");
  }

  /// The operator's menu.
  public List<Item> getAdministration() {
    return actor.signedIn().filter(SignedIn::operator).isEmpty()
        ? List.of()
        : Menu.ADMINISTRATION.stream()
            .map(section -> {
              String path = OPERATOR + section.icon();
              return new Item(section.icon(), section.label(), path, currentAt(path));
            })
            .toList();
  }

  /// The address of the search over what the person is in.
  public String getSearch() {
    return organization.find().map(found -> found.path("search")).orElse(OPERATOR + "search");
  }

  /// The pages beside the one that is shown; empty where it is none of several.
  public List<Item> getTabs() {
    Optional<Actor.Person> person = actor.person();
    Optional<Menu.Place> place = place();
    if (person.isEmpty() || place.isEmpty() || isBelow()) {
      return List.of();
    }
    List<Menu.Page> pages = place.get().section().openTo(person.get());
    return pages.size() < 2
        ? List.of()
        : pages.stream()
            .map(page ->
                new Item(
                    "", page.label(), href(page), page.equals(place.get().page()) ? "page" : ""))
            .toList();
  }

  /// What the tabs are about.
  public String getSection() {
    return place().map(place -> place.section().label()).orElse("");
  }

  /// The way down to the page, without what is between its list and itself; empty on pages that are
  /// not below a list.
  public List<Crumb> getTrail() {
    Optional<Menu.Place> place = place();
    if (place.isEmpty()) {
      return OUTSIDE.stream().filter(crumb -> path().startsWith(crumb.href() + "/")).toList();
    }
    if (!isBelow()) {
      return List.of();
    }
    List<Crumb> trail = new ArrayList<>();
    trail.add(root());
    Menu.Page page = place.get().page();
    List<Menu.Page> open = openPages(place.get().section());
    if (open.contains(page)) {
      trail.add(new Crumb(place.get().section().label(), href(open.getFirst())));
      if (!page.equals(open.getFirst())) {
        trail.add(new Crumb(page.label(), href(page)));
      }
    }
    return List.copyOf(trail);
  }

  private Crumb root() {
    return organization
        .find()
        .map(found -> new Crumb(found.name(), "/o/" + found.slug()))
        .orElse(new Crumb("Administration", "/operator"));
  }

  private List<Menu.Page> openPages(Menu.Section section) {
    return organization.find().isEmpty()
        ? section.pages()
        : actor.person().map(section::openTo).orElse(List.of());
  }

  /// Whether the page is below a list: its address is, or it answers what was sent to the list's.
  private boolean isBelow() {
    return place()
        .filter(
            place -> !path().equals(href(place.page())) || (asked.isForm() && !place.page().form()))
        .isPresent();
  }

  private Optional<Menu.Place> place() {
    String path = path();
    Optional<Organization> shown = organization.find();
    if (shown.isPresent()) {
      String root = shown.get().path("");
      return path.startsWith(root)
          ? Menu.Place.of(Menu.ofOrganization(), path.substring(root.length()))
          : Optional.empty();
    }
    return path.startsWith(OPERATOR)
        ? Menu.Place.of(Menu.ADMINISTRATION.stream(), path.substring(OPERATOR.length()))
        : Optional.empty();
  }

  private String href(Menu.Page page) {
    return organization.find().map(found -> found.path(page.path())).orElse(OPERATOR + page.path());
  }

  private String current(Menu.Page page) {
    return path().equals(href(page)) ? "page" : "true";
  }

  private String currentAt(String path) {
    if (path().equals(path)) {
      return "page";
    }
    return path().startsWith(path + "/") ? "true" : "";
  }

  private String path() {
    return asked.path();
  }
}
