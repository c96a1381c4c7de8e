package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Writes down who changed what, in the transaction of the change itself: neither is there without
/// the other.
@ApplicationScoped
public class AuditLog {

  /// @param action a noun and a verb, as in `hold.released`
  /// @param target what was changed, as in `hold 0199…`
  /// @param details what it was before and after; never a secret
  public void record(Handle handle, Actor actor, String action, String target, JsonNode details) {
    handle
        .createUpdate(
            """
            insert into audit_entries (org_id, id, actor_kind, actor_id, actor_name, action, target, details)
            values (:orgId, :id, :actorKind, :actorId, :actorName, :action, :target, cast(:details as jsonb))
            """)
        .bind("orgId", actor.orgId())
        .bind("id", Ids.next())
        .bind("actorKind", kind(actor))
        .bind("actorId", id(actor))
        .bind("actorName", actor.displayName())
        .bind("action", action)
        .bind("target", target)
        .bind("details", Json.write(details))
        .execute();
  }

  /// What somebody who runs the installation did outside any organization.
  public void record(
      Handle handle, Operator operator, String action, String target, JsonNode details) {
    handle
        .createUpdate(
            """
            insert into operator_audit_entries (id, actor_id, actor_name, action, target, details)
            values (:id, :actorId, :actorName, :action, :target, cast(:details as jsonb))
            """)
        .bind("id", Ids.next())
        .bind("actorId", operator.userId())
        .bind("actorName", operator.displayName())
        .bind("action", action)
        .bind("target", target)
        .bind("details", Json.write(details))
        .execute();
  }

  private static String kind(Actor actor) {
    return switch (actor) {
      case Actor.Person person -> person.operator() ? "operator" : "member";
      case Actor.Automation _ -> "automation";
      case Actor.Setup _ -> "setup";
    };
  }

  private static @Nullable UUID id(Actor actor) {
    return switch (actor) {
      case Actor.Person person -> person.userId();
      case Actor.Automation automation -> automation.managementKeyId();
      case Actor.Setup _ -> null;
    };
  }
}
