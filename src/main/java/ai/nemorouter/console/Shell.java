package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.http.Redirect;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the layout knows about the request under way, so that pages need not tell it: templates
/// read it as `inject:shell`.
@Named("shell")
@RequestScoped
public class Shell {
  static final String THEME_COOKIE = "nemo-theme";
  private static final String OPERATOR = "/operator/";
  private static final String MODELS = "/models";
  private static final String ACCOUNT = "/account";
  private static final String SYSTEM_THEME = "system";
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTES_OF_THIS_YEAR =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter SECONDS_OF_THIS_YEAR =
      DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH);

  private final CurrentOrganization currentOrganization;
  private final CurrentActor currentActor;
  private final Organizations organizations;
  private final HttpHeaders headers;
  private final UriInfo uri;

  Shell(
      CurrentOrganization currentOrganization,
      CurrentActor currentActor,
      Organizations organizations,
      HttpHeaders headers,
      UriInfo uri) {
    this.currentOrganization = currentOrganization;
    this.currentActor = currentActor;
    this.organizations = organizations;
    this.headers = headers;
    this.uri = uri;
  }

  public @Nullable Organization getOrganization() {
    return currentOrganization.find().orElse(null);
  }

  /// The address of a page of the current organization.
  public String path(String path) {
    return currentOrganization.getOrThrow().path(path);
  }

  public boolean isCurrent(Organization organization) {
    return organization.equals(getOrganization());
  }

  /// Whether the person runs the installation, and so sees what is outside organizations.
  public boolean isOperator() {
    return currentActor.signedIn().map(SignedIn::operator).orElse(false);
  }

  /// Whether there is a section to show navigation for: an organization, or the installation.
  public boolean isFramed() {
    return getOrganization() != null || (isOperator() && getPath().startsWith(OPERATOR));
  }

  /// Whether the page has a bar on top and no navigation beside it: what everybody may read, signed
  /// in or not, and what is about the person alone.
  public boolean isTopped() {
    return Stream.of(MODELS, ACCOUNT)
        .anyMatch(section -> getPath().equals(section) || getPath().startsWith(section + "/"));
  }

  public @Nullable SignedIn getPerson() {
    return currentActor.signedIn().orElse(null);
  }

  /// Where else the person may go.
  public List<Organization> getOrganizations() {
    return currentActor.signedIn().map(organizations::of).orElse(List.of());
  }

  public boolean may(String permission) {
    Optional<Actor.Person> person = currentActor.person();
    return person.isPresent() && person.get().may(Permission.valueOf(permission));
  }

  /// The same in one team.
  public boolean may(String permission, UUID teamId) {
    Optional<Actor.Person> person = currentActor.person();
    return person.isPresent() && person.get().may(Permission.valueOf(permission), teamId);
  }

  /// The same in at least one team: there is a list to show.
  public boolean mayAnywhere(String permission) {
    Optional<Actor.Person> person = currentActor.person();
    return person.isPresent() && person.get().mayAnywhere(Permission.valueOf(permission));
  }

  public boolean isMayCreateKeys() {
    return mayAnywhere("CHANGE_KEYS") || mayAnywhere("CHANGE_OWN_KEYS");
  }

  public boolean mayChange(NamedScope scope) {
    return currentActor.person().filter(scope::isChangeableBy).isPresent();
  }

  /// Whether the page of what a limit caps would answer.
  public boolean mayOpen(NamedScope scope) {
    return currentActor.person().filter(scope::isOpenTo).isPresent();
  }

  /// The page to continue on after working on a limit of that scope.
  public NamedScope.Home home(NamedScope scope) {
    return scope.home(currentActor.personOrThrow());
  }

  public String getPath() {
    return uri.getRequestUri().getRawPath();
  }

  /// The address shown, to come back to.
  public String getAddress() {
    URI shown = uri.getRequestUri();
    return shown.getRawQuery() == null
        ? shown.getRawPath()
        : shown.getRawPath() + "?" + shown.getRawQuery();
  }

  public String getTheme() {
    Cookie cookie = headers.getCookies().get(THEME_COOKIE);
    return cookie == null || !ThemePages.THEMES.contains(cookie.getValue())
        ? SYSTEM_THEME
        : cookie.getValue();
  }

  /// What the previous page did, to be said once; empty for nothing.
  public String getNotice() {
    Cookie cookie = headers.getCookies().get(Redirect.NOTICE_COOKIE);
    if (cookie == null) {
      return "";
    }
    try {
      return URLDecoder.decode(cookie.getValue(), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  public String getZoneName() {
    return zone().getId();
  }

  /// Without the year where it is the present one.
  public String minutes(Instant instant) {
    ZonedDateTime local = instant.atZone(zone());
    boolean thisYear = local.getYear() == ZonedDateTime.now(zone()).getYear();
    return (thisYear ? MINUTES_OF_THIS_YEAR : MINUTES).format(local);
  }

  public String seconds(Instant instant) {
    return SECONDS.format(instant.atZone(zone()));
  }

  /// Without the year where it is the present one.
  public String secondsOfThisYear(Instant instant) {
    ZonedDateTime local = instant.atZone(zone());
    boolean thisYear = local.getYear() == ZonedDateTime.now(zone()).getYear();
    return (thisYear ? SECONDS_OF_THIS_YEAR : SECONDS).format(local);
  }

  private ZoneId zone() {
    return currentOrganization.find().map(Organization::zone).orElse(ZoneOffset.UTC);
  }
}
