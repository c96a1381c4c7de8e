package ai.nemorouter.usage.view;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.usage.RequestFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;

/// Filters of the list of requests that people keep: for themselves, or for the whole organization
/// where they may change its settings. A view shows everybody what they may see of it.
@ForActor
@ApplicationScoped
public class SavedViews {
  /// Of a person, and of an organization.
  static final int MOST = 30;

  private static final int QUERY_MAX = 4_000;
  private static final String NAME = "name";
  private static final String QUERY = "filter";

  private final SavedViewRows rows;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  SavedViews(SavedViewRows rows, Constraints constraints, Database database, AuditLog auditLog) {
    this.rows = rows;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// The person's own first, then those of the organization.
  public List<SavedView> list(Actor.Person person) {
    person.reachOrThrow(Permission.VIEW_CALLS);
    return rows.of(person.orgId(), person.userId()).stream().map(SavedViewEntity::shown).toList();
  }

  public SavedView create(Actor.Person person, SavedViewForm form, RequestFilter filter) {
    person.reachOrThrow(Permission.VIEW_CALLS);
    if (form.isShared()) {
      person.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    }
    constraints.requireMet(form);
    String query = queryOrThrow(filter);
    List<SavedViewEntity> alike = alike(person, form.isShared());
    requireFree(alike, form.name());
    if (alike.size() >= MOST) {
      throw new InvalidInputException(
          NAME, "There are %d views already. Delete one of them first.".formatted(MOST));
    }
    SavedViewEntity view =
        new SavedViewEntity(
            person.orgId(),
            form.isShared() ? null : person.userId(),
            form.name(),
            query,
            person.displayName(),
            database.now());
    rows.persist(view);
    if (view.isShared()) {
      auditLog.record(
          person,
          "request_view.created",
          target(view.id()),
          Changes.none().added(NAME, form.name()).added(QUERY, query));
    }
    return view.shown();
  }

  /// For the pages that change it.
  public SavedView findForChange(Actor.Person person, UUID id) {
    person.reachOrThrow(Permission.VIEW_CALLS);
    return lockOrThrow(person, id).shown();
  }

  public void rename(Actor.Person person, UUID id, SavedViewForm form) {
    person.reachOrThrow(Permission.VIEW_CALLS);
    SavedViewEntity view = lockOrThrow(person, id);
    constraints.requireMet(form);
    String before = view.name();
    if (before.equals(form.name())) {
      return;
    }
    List<SavedViewEntity> others =
        alike(person, view.isShared()).stream().filter(each -> !each.id().equals(id)).toList();
    requireFree(others, form.name());
    view.rename(form.name());
    if (view.isShared()) {
      auditLog.record(
          person,
          "request_view.renamed",
          target(id),
          Changes.none().changed(NAME, before, form.name()));
    }
  }

  public void delete(Actor.Person person, UUID id) {
    person.reachOrThrow(Permission.VIEW_CALLS);
    SavedViewEntity view = lockOrThrow(person, id);
    SavedView deleted = view.shown();
    rows.delete(view);
    if (deleted.shared()) {
      auditLog.record(
          person,
          "request_view.deleted",
          target(id),
          Changes.none().removed(NAME, deleted.name()).removed(QUERY, deleted.query()));
    }
  }

  void onLeft(@Observes MemberRemoval.Left left) {
    rows.deleteOf(left.actor().orgId(), left.userId());
  }

  /// Others' own views do not exist for the person; those of the organization may only be seen
  /// without the permission to change them.
  private SavedViewEntity lockOrThrow(Actor.Person person, UUID id) {
    SavedViewEntity view =
        rows.lock(person.orgId(), person.userId(), id)
            .orElseThrow(() -> new NotFoundException("view"));
    if (view.isShared()) {
      person.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    }
    return view;
  }

  private List<SavedViewEntity> alike(Actor.Person person, boolean shared) {
    return rows.of(person.orgId(), person.userId()).stream()
        .filter(view -> view.isShared() == shared)
        .toList();
  }

  private static void requireFree(List<SavedViewEntity> others, String name) {
    if (others.stream().anyMatch(view -> view.name().equalsIgnoreCase(name))) {
      throw new InvalidInputException(NAME, "There is a view with this name. Choose another one.");
    }
  }

  private static String queryOrThrow(RequestFilter filter) {
    String query = new Address(filter.parameters()).query().substring(1);
    if (query.isEmpty()) {
      throw new InvalidInputException(
          NAME, "Nothing is filtered. Go back to the requests and add a filter first.");
    }
    if (query.length() > QUERY_MAX) {
      throw new InvalidInputException(NAME, "The filter is too long to be kept. Shorten it.");
    }
    return query;
  }

  private static String target(UUID id) {
    return "request_view " + id;
  }
}
