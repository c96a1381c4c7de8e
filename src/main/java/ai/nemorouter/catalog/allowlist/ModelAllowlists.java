package ai.nemorouter.catalog.allowlist;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.organization.StoredAllowlists;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The models that an organization and its teams restrict their keys to. A key can restrict itself
/// further; a call needs the leave of all three. Changes count on every node two seconds later at
/// the latest.
@ForActor
@ApplicationScoped
public class ModelAllowlists {
  private final StoredAllowlists allowedModels;
  private final Catalog catalog;
  private final AuditLog auditLog;

  ModelAllowlists(StoredAllowlists allowedModels, Catalog catalog, AuditLog auditLog) {
    this.allowedModels = allowedModels;
    this.catalog = catalog;
    this.auditLog = auditLog;
  }

  /// The list of the organization or of a team.
  ///
  /// @param teamId null for the organization
  public record Row(@Nullable UUID teamId, String name, List<String> allowedModels) {
    static Row of(StoredAllowlists.Holder holder) {
      return new Row(holder.teamId(), holder.name(), holder.models());
    }

    public ModelAllowlist allowlist() {
      return new ModelAllowlist(allowedModels);
    }
  }

  public Row ofOrganization(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    return Row.of(allowedModels.find(actor.orgId(), null));
  }

  /// Those of the teams in use that one sees, by name.
  public PageOf<Row> ofTeams(Actor actor, ListQuery query) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    Reach reach = actor.rights().reach(Permission.VIEW_TEAMS);
    return allowedModels.ofTeams(reach, query).map(Row::of);
  }

  /// For a form that changes it.
  ///
  /// @param teamId null for the organization
  public Row findForChange(Actor actor, @Nullable UUID teamId) {
    actor.authorizeOrThrow(permission(teamId));
    return Row.of(allowedModels.find(actor.orgId(), teamId));
  }

  /// @param teamId null for the organization
  public void change(Actor actor, @Nullable UUID teamId, ModelAllowlist after) {
    actor.authorizeOrThrow(permission(teamId));
    ModelAllowlist before = Row.of(allowedModels.lock(actor.orgId(), teamId)).allowlist();
    after.requireKnown(catalog, actor.orgId(), before);
    if (!after.equals(before)) {
      allowedModels.store(actor.orgId(), teamId, after.entries());
      ObjectNode details = Json.object();
      details
          .putObject(ModelAllowlist.FIELD)
          .<ObjectNode>set("before", texts(before))
          .set("after", texts(after));
      String target = teamId == null ? "organization" : "team " + teamId;
      auditLog.record(actor, "allowlist.changed", target, details);
    }
  }

  private static Permission permission(@Nullable UUID teamId) {
    return teamId == null ? Permission.CHANGE_SETTINGS : Permission.CHANGE_TEAMS;
  }

  private static ArrayNode texts(ModelAllowlist allowlist) {
    ArrayNode array = Json.object().putArray(ModelAllowlist.FIELD);
    allowlist.entries().forEach(array::add);
    return array;
  }
}
