package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the console consists of, group by group. The menu, the tabs, the breadcrumbs and the search
/// for pages all read it, so a new page has its place here and nowhere else.
public final class Menu {
  /// Of an organization; paths are below its own.
  static final List<Group> ORGANIZATION =
      List.of(
          new Group(
              "Observe",
              List.of(
                  Section.of("overview", "Overview", inSomeTeam(Permission.VIEW_OVERVIEW)),
                  Section.of("requests", "Requests", inSomeTeam(Permission.VIEW_CALLS)),
                  Section.of("usage", "Usage", inSomeTeam(Permission.VIEW_OVERVIEW)),
                  Section.of("my-usage", "My usage", _ -> true),
                  new Section(
                      "Playground",
                      List.of(
                          Page.form(
                              "playground",
                              "Playground",
                              actor ->
                                  actor.mayAnywhere(Permission.CHANGE_KEYS)
                                      || actor.mayAnywhere(Permission.CHANGE_OWN_KEYS)))),
                  Section.of("alerts", "Alerts", held(Permission.VIEW_ALERTS)))),
          new Group(
              "Access",
              List.of(
                  Section.of("teams", "Teams", inSomeTeam(Permission.VIEW_TEAMS)),
                  new Section(
                      "Keys",
                      List.of(
                          Page.list("keys", "API keys", inSomeTeam(Permission.VIEW_KEYS)),
                          Page.list(
                              "management-keys",
                              "Management keys",
                              held(Permission.VIEW_MANAGEMENT_KEYS)))),
                  new Section(
                      "Members",
                      List.of(
                          Page.list("members", "People", held(Permission.VIEW_MEMBERS)),
                          Page.list("invitations", "Invitations", held(Permission.VIEW_MEMBERS)),
                          Page.list("roles", "Roles", held(Permission.VIEW_MEMBERS)))))),
          new Group(
              "Control",
              List.of(
                  new Section(
                      "Limits",
                      List.of(
                          Page.list("limits", "All limits", inSomeTeam(Permission.VIEW_LIMITS)),
                          Page.list(
                              "limits/by-team", "By team", inSomeTeam(Permission.VIEW_LIMITS)))),
                  Section.of("guardrails", "Guardrails", inSomeTeam(Permission.VIEW_GUARDRAILS)),
                  new Section(
                      "Models",
                      List.of(
                          Page.list("models", "Catalogue", held(Permission.VIEW_MODELS)),
                          Page.list(
                              "allowed-models", "Allowed models", held(Permission.VIEW_MODELS)),
                          Page.list("aliases", "Aliases", held(Permission.VIEW_MODELS)))),
                  Section.of("providers", "Providers", held(Permission.VIEW_PROVIDERS)))),
          new Group(
              "Organization",
              List.of(
                  Section.of("credit", "Credit", held(Permission.VIEW_CREDIT)),
                  Section.of("audit", "Audit log", held(Permission.VIEW_AUDIT_LOG)),
                  new Section(
                      "Connect and migrate",
                      List.of(
                          Page.list("connect", "Connect", inSomeTeam(Permission.VIEW_KEYS)),
                          Page.form("migration", "Check models", held(Permission.VIEW_KEYS)),
                          Page.list(
                              "migration/staging", "Staging check", held(Permission.CHANGE_KEYS)),
                          Page.list(
                              "migration/imports",
                              "Import keys",
                              held(Permission.CHANGE_KEYS, Permission.CHANGE_LIMITS)))),
                  new Section(
                      "Settings",
                      List.of(
                          Page.form("settings", "General", held(Permission.CHANGE_SETTINGS)),
                          Page.form(
                              "settings/sso", "Single sign-on", held(Permission.VIEW_MEMBERS)),
                          Page.form(
                              "settings/ownership",
                              "Ownership",
                              held(Permission.TRANSFER_OWNERSHIP)),
                          Page.form(
                              "settings/export", "Export", held(Permission.EXPORT_ORGANIZATION)),
                          Page.form(
                              "settings/closing",
                              "Suspend or delete",
                              held(Permission.DELETE_ORGANIZATION)))))));

  /// The operator's menu; paths are below `/operator/`.
  public static final List<Section> ADMINISTRATION =
      List.of(
          forOperators("overview", "Overview"),
          forOperators("organizations", "Organizations"),
          forOperators("providers", "Providers"),
          forOperators("catalogue", "Catalogue"),
          forOperators("payments", "Payments"),
          forOperators("guardrails", "Guardrails"),
          forOperators("fee", "Platform fee"),
          forOperators("books", "Ledger check"),
          forOperators("holds", "In-flight holds"),
          forOperators("domains", "E-mail domains"),
          forOperators("people", "Accounts"),
          forOperators("keys", "Operator keys"),
          forOperators("audit", "Audit log"),
          forOperators("components", "Components"));

  /// Pages that the search leads to and the menu does not.
  public static final List<Page> FURTHER =
      List.of(
          Page.list(
              "keys/new",
              "New key",
              actor ->
                  actor.mayAnywhere(Permission.CHANGE_KEYS)
                      || actor.mayAnywhere(Permission.CHANGE_OWN_KEYS)),
          Page.list("teams/new", "New team", held(Permission.CHANGE_TEAMS)),
          Page.list("invitations/new", "Invite people", held(Permission.CHANGE_MEMBERS)),
          Page.list("aliases/new", "Add an alias", held(Permission.CHANGE_ALIASES)),
          Page.list("providers/new", "Add a provider", held(Permission.CHANGE_PROVIDERS)),
          Page.list(
              "management-keys/new", "New management key", held(Permission.CHANGE_MANAGEMENT_KEYS)),
          Page.list("alerts/channels", "Channels of alerts", held(Permission.VIEW_ALERTS)),
          Page.list(
              "guardrails/events", "Guardrail events", inSomeTeam(Permission.VIEW_GUARDRAILS)));

  /// Other words that people look for a page by.
  private static final Map<String, String> WORDS =
      Map.of(
          "overview", "home dashboard",
          "requests", "calls logs activity",
          "keys", "secrets tokens",
          "members", "users",
          "limits", "budgets caps quotas",
          "credit", "billing payments balance",
          "connect", "snippets base url",
          "playground", "chat try test compare prompt",
          "migration", "migrate openrouter",
          "settings/sso", "sso keycloak oidc");

  /// The letters that lead to a section after a `g`.
  private static final Map<String, String> SHORTCUTS =
      Map.ofEntries(
          Map.entry("overview", "o"),
          Map.entry("requests", "r"),
          Map.entry("usage", "u"),
          Map.entry("playground", "p"),
          Map.entry("alerts", "a"),
          Map.entry("teams", "t"),
          Map.entry("keys", "k"),
          Map.entry("members", "m"),
          Map.entry("limits", "l"),
          Map.entry("guardrails", "g"),
          Map.entry("credit", "c"),
          Map.entry("settings", "s"));

  private Menu() {}

  /// @return the letter; empty for a section that has none
  static String shortcut(String path) {
    return SHORTCUTS.getOrDefault(path, "");
  }

  public static String words(String path) {
    return WORDS.getOrDefault(path, "");
  }

  /// Entries of the menu under one heading.
  record Group(String title, List<Section> sections) {
    Group {
      sections = List.copyOf(sections);
    }
  }

  /// An entry of the menu, which leads to the first of its pages that the person may open. Several
  /// pages are tabs of each other.
  public record Section(String label, List<Page> pages) {
    public Section {
      pages = List.copyOf(pages);
    }

    static Section of(String path, String label, Predicate<Actor> openTo) {
      return new Section(label, List.of(Page.list(path, label, openTo)));
    }

    /// The name of its symbol.
    public String icon() {
      return pages.getFirst().path();
    }

    public List<Page> openTo(Actor actor) {
      return pages.stream().filter(page -> page.openTo().test(actor)).toList();
    }
  }

  /// @param openTo the actors that its route answers
  /// @param form whether what is sent to its address comes back as the page itself, corrected, and
  ///   not as a page below a list
  public record Page(String path, String label, Predicate<Actor> openTo, boolean form) {
    static Page list(String path, String label, Predicate<Actor> openTo) {
      return new Page(path, label, openTo, false);
    }

    static Page form(String path, String label, Predicate<Actor> openTo) {
      return new Page(path, label, openTo, true);
    }

    boolean holds(String shown) {
      return shown.equals(path) || shown.startsWith(path + "/");
    }
  }

  /// Where an address belongs.
  record Place(Section section, Page page) {
    /// The most specific page that an address is or is below of.
    ///
    /// @param shown a path as pages have it
    static Optional<Place> of(Stream<Section> sections, String shown) {
      return sections
          .flatMap(section -> section.pages().stream().map(page -> new Place(section, page)))
          .filter(place -> place.page().holds(shown))
          .max(Comparator.comparingInt(place -> place.page().path().length()));
    }
  }

  public static Stream<Section> ofOrganization() {
    return ORGANIZATION.stream().flatMap(group -> group.sections().stream());
  }

  private static Predicate<Actor> held(Permission... permissions) {
    return actor -> Stream.of(permissions).allMatch(actor::may);
  }

  private static Predicate<Actor> inSomeTeam(Permission permission) {
    return actor -> actor.mayAnywhere(permission);
  }

  /// `OperatorFilter` admits operators only.
  private static Section forOperators(String path, String label) {
    return Section.of(path, label, _ -> true);
  }
}
