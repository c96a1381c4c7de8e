package ai.nemorouter.key.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyCondition;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MadeAlreadyException;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.connect.FreshKey;
import ai.nemorouter.key.connect.FreshKeys;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.key.owner.KeyRights;
import ai.nemorouter.key.owner.KeyTeams;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.member.KeyHolders.KeyHolder;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.FormErrors;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.Problems;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The list of keys, and creating one.
@Needs(Permission.VIEW_KEYS)
@Path("/o/{slug}/keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class KeysPages {
  private static final Set<Key.Status> KEPT =
      Set.of(Key.Status.ACTIVE, Key.Status.DISABLED, Key.Status.EXPIRED);

  /// Of the address: whatever somebody should look after.
  private static final String ATTENTION = "attention";

  private final Keys keys;
  private final FreshKeys freshKeys;
  private final KeyInheritance inheritance;
  private final KeyTeams teams;
  private final KeyOwners owners;
  private final Constraints constraints;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  KeysPages(
      Keys keys,
      FreshKeys freshKeys,
      KeyInheritance inheritance,
      KeyTeams teams,
      KeyOwners owners,
      Constraints constraints,
      CurrentActor current,
      CurrentOrganization organization) {
    this.keys = keys;
    this.freshKeys = freshKeys;
    this.inheritance = inheritance;
    this.teams = teams;
    this.owners = owners;
    this.constraints = constraints;
    this.current = current;
    this.organization = organization;
  }

  /// What the list is narrowed to beside a search, as in its address.
  public record Narrowing(
      @QueryParam("team") @DefaultValue("") String team,
      @QueryParam("owner") @DefaultValue("") String owner,
      @QueryParam("status") @DefaultValue("") String status,
      @QueryParam("unused") @DefaultValue("") String unused,
      @QueryParam("expiring") @DefaultValue("") String expiring) {
    KeyFilter filter(ListQuery query) {
      return new KeyFilter(
          query.search(),
          id(team),
          id(owner),
          statuses(),
          query.order(KeyFilter.Sort.class),
          SortWord.isReversed(query.sort()),
          new KeyFilter.Range(PageOf.offset(query.page()), PageOf.SIZE),
          upkeep());
    }

    Address address(ListQuery query) {
      return new Address(
          Map.of(
              "search", query.search(),
              "sort", query.sort(),
              "team", team,
              "owner", owner,
              "status", status,
              "unused", unused,
              "expiring", expiring));
    }

    public boolean isAboutUnused() {
      return upkeep().neverUsed() || upkeep().unusedDays() > 0;
    }

    private KeyFilter.Upkeep upkeep() {
      return new KeyFilter.Upkeep(
          days(unused), unused.equals("never"), days(expiring), standings());
    }

    private Set<KeyCondition> standings() {
      return status.equals(ATTENTION)
          ? KeyCondition.NEEDING_ATTENTION
          : KeyCondition.of(status).map(Set::of).orElse(Set.of());
    }

    /// Each way in which a key can stand, for a form to choose from.
    public List<KeyCondition> all() {
      return List.of(KeyCondition.values());
    }

    private static int days(String text) {
      return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }

    /// An id that a person mangled in the address filters nothing.
    private static @Nullable UUID id(String text) {
      try {
        return text.isEmpty() ? null : UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    private Set<Key.Status> statuses() {
      return status.equals("all") || !standings().isEmpty() ? Set.of() : KEPT;
    }
  }

  /// What goes with the team that a form has chosen.
  ///
  /// @param owners who can own a key in it
  /// @param forOthers whether the key can belong to somebody else or be a service key
  /// @param limited whether the key can be given a limit
  /// @param inherited what a key in it gets, each as part of a sentence; empty for who may not know
  public record TeamOptions(
      List<KeyHolder> owners, boolean forOthers, boolean limited, List<String> inherited) {
    static final TeamOptions NONE = new TeamOptions(List.of(), false, false, List.of());
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance keys(
        PageOf<KeyOverview> keys,
        ListQuery query,
        Narrowing narrowing,
        Address address,
        List<KeyTeams.Choice> teams,
        boolean mayMint,
        Set<UUID> selectable);

    static native TemplateInstance newKey(
        KeyForm.Rejected rejected, List<KeyTeams.Choice> teams, TeamOptions options);

    static native TemplateInstance createdKey(FreshKey fresh);
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery asked, @BeanParam Narrowing narrowing) {
    Actor actor = current.personOrThrow();
    ListQuery query = asked.knowing(KeyFilter.Sort.class);
    KeyList found = keys.list(actor, narrowing.filter(query));
    return Templates.keys(
        new PageOf<>(found.keys(), query.page(), found.found()),
        query,
        narrowing,
        narrowing.address(query),
        teams.visible(actor),
        KeyRights.mayMint(actor),
        selectable(actor, found.keys()));
  }

  /// The same list on all its pages, as a file for spreadsheets.
  @GET
  @Path("list.csv")
  @Produces(MediaType.WILDCARD)
  public Response file(@BeanParam ListQuery asked, @BeanParam Narrowing narrowing) {
    KeyFilter filter = narrowing.filter(asked.knowing(KeyFilter.Sort.class));
    return KeysFile.of(keys.all(current.personOrThrow(), filter));
  }

  /// Those that can still be changed, by this person.
  private static Set<UUID> selectable(Actor actor, List<KeyOverview> keys) {
    return keys.stream()
        .map(KeyOverview::key)
        .filter(key -> key.revokedAt() == null)
        .filter(key -> KeyRights.mayChange(actor, key.teamId(), key.ownerId()))
        .map(Key::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
  @GET
  @Path("new")
  public TemplateInstance newKey(
      @QueryParam("team") @DefaultValue("") String team,
      @QueryParam("owner") @DefaultValue("") String owner) {
    return form(KeyForm.Rejected.none(KeyForm.empty(team, owner)));
  }

  private TemplateInstance form(KeyForm.Rejected rejected) {
    Actor actor = current.personOrThrow();
    List<KeyTeams.Choice> choices = teams.mintable(actor);
    if (choices.isEmpty()) {
      return Templates.newKey(rejected, choices, TeamOptions.NONE);
    }
    UUID teamId =
        choices.stream()
            .map(KeyTeams.Choice::id)
            .filter(id -> id.toString().equals(rejected.form().team()))
            .findFirst()
            .orElse(choices.getFirst().id());
    TeamOptions options =
        new TeamOptions(
            actor.mayAnywhere(Permission.CHANGE_KEYS) ? owners.choices(actor, teamId) : List.of(),
            actor.may(Permission.CHANGE_KEYS, teamId),
            KeyTeams.mayLimit(actor),
            inheritance.of(actor, teamId));
    return Templates.newKey(
        new KeyForm.Rejected(rejected.form().in(teamId), rejected.error()), choices, options);
  }

  /// Answers with the secret itself instead of a redirect: it is kept nowhere, so no other page
  /// could show it. Loading that page again leads to the key.
  @Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
  @POST
  public Response create(
      @BeanParam KeyForm form, @Context UriInfo uri, @Context HttpHeaders headers) {
    Actor.Person actor = current.personOrThrow();
    try {
      MintedKey minted = mint(actor, form);
      return Response.ok(
              Templates.createdKey(
                  freshKeys.of(
                      minted,
                      organization.getOrThrow(),
                      uri,
                      actor.may(Permission.VIEW_CALLS, minted.key().teamId()))))
          .build();
    } catch (MadeAlreadyException e) {
      return Redirect.to(
          headers,
          organization.getOrThrow().path("keys/" + e.id()),
          "This key was made already. Its secret was shown only once; rotate it if it got lost.");
    } catch (InvalidInputException e) {
      KeyForm.Rejected rejected = new KeyForm.Rejected(form, FormErrors.of(e));
      return Response.status(FormError.STATUS).entity(form(rejected)).build();
    }
  }

  /// What cannot be read is told together with what else speaks against the key.
  private MintedKey mint(Actor.Person actor, KeyForm form) {
    Problems problems = new Problems();
    problems.add(constraints.violations(form));
    problems.check(() -> expiry(form));
    problems.check(form::budget);
    problems.check(form::policy);
    if (problems.isEmpty()) {
      return keys.mint(actor, wanted(actor, form));
    }
    KeyForm readable = form;
    for (FormError error : problems.found()) {
      readable = readable.without(error.field());
    }
    KeyForm rest = readable;
    problems.check(() -> keys.checkOrThrow(actor, wanted(actor, rest)));
    throw problems.exception();
  }

  /// Users who may not make keys for others make their own.
  private NewKey wanted(Actor.Person actor, KeyForm form) {
    UUID teamId = form.teamId();
    UUID ownerId = form.ownerId();
    if (ownerId == null && !actor.may(Permission.CHANGE_KEYS, teamId)) {
      ownerId = actor.userId();
    }
    return new NewKey(
        teamId,
        form.name(),
        form.description(),
        form.budget(),
        expiry(form),
        ownerId,
        form.policy(),
        form.formId());
  }

  private @Nullable Instant expiry(KeyForm form) {
    ZoneId zone = organization.getOrThrow().zone();
    return form.expiry(null, LocalDate.now(zone), zone);
  }
}
