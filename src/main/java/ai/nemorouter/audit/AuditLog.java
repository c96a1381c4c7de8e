package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Writes down who changed what, in the transaction of the change itself: neither is there without
/// the other.
@ApplicationScoped
public class AuditLog {
  private static final String OPERATOR = "operator";

  /// Under which the log of the installation itself is: what operators did outside organizations.
  public static final UUID INSTALLATION = new UUID(0, 0);

  private final Session session;

  AuditLog(Session session) {
    this.session = session;
  }

  /// In the transaction that the thread is in.
  ///
  /// @param action a noun and a verb, as in `hold.released`
  /// @param target what was changed, as in `hold 0199…`
  /// @param details what it was before and after, as `Changes` puts it; never a secret
  public void record(Actor actor, String action, String target, JsonNode details) {
    Doer doer = new Doer(kind(actor), id(actor), actor.displayName(), actor.origin());
    session.persist(new AuditEntity(actor.orgId(), doer, action, target, Json.write(details)));
  }

  /// The same with what changed told field by field.
  public void record(Actor actor, String action, String target, Changes changes) {
    record(actor, action, target, changes.json());
  }

  /// @param action a noun and a verb, as in `hold.released`
  /// @param target what was changed, as in `hold 0199…`
  /// @param details what it was before and after, as `Changes` puts it; never a secret
  public void record(Handle handle, Actor actor, String action, String target, JsonNode details) {
    Doer doer = new Doer(kind(actor), id(actor), actor.displayName(), actor.origin());
    record(handle, actor.orgId(), doer, action, target, details);
  }

  /// The same with what changed told field by field.
  public void record(Handle handle, Actor actor, String action, String target, Changes changes) {
    record(handle, actor, action, target, changes.json());
  }

  /// The same for what an operator did outside any organization.
  public void record(
      Handle handle, Operator operator, String action, String target, Changes changes) {
    record(handle, operator, action, target, changes.json());
  }

  /// What somebody who runs the installation did outside any organization.
  public void record(
      Handle handle, Operator operator, String action, String target, JsonNode details) {
    Doer doer = new Doer(OPERATOR, operator.userId(), operator.displayName(), operator.origin());
    record(handle, INSTALLATION, doer, action, target, details);
  }

  /// Who did something, as the log names them.
  record Doer(String kind, @Nullable UUID id, String name, Origin origin) {}

  private static void record(
      Handle handle, UUID log, Doer doer, String action, String target, JsonNode details) {
    handle
        .createUpdate(
            """
            insert into audit_entries (org_id, id, actor_kind, actor_id, actor_name, action, target, details, address, agent)
            values (:log, :id, :actorKind, :actorId, :actorName, :action, :target, cast(:details as jsonb), :address, :agent)
            """)
        .bind("log", log)
        .bind("id", Ids.next())
        .bind("actorKind", doer.kind())
        .bind("actorId", doer.id())
        .bind("actorName", doer.name())
        .bind("action", action)
        .bind("target", target)
        .bind("details", Json.write(details))
        .bind("address", doer.origin().address())
        .bind("agent", doer.origin().agent())
        .execute();
  }

  /// What somebody did with their own account, as signing in: written down in every organization
  /// they belong to, and with the installation's own if they run it. To be called across
  /// organizations.
  public void recordPersonal(
      Handle handle, Personal person, String action, String target, JsonNode details) {
    List<UUID> organizations =
        handle
            .createQuery("select org_id from members where user_id = :userId order by org_id")
            .bind("userId", person.userId())
            .mapTo(UUID.class)
            .list();
    for (UUID orgId : organizations) {
      record(
          handle,
          new Actor.Person(
              orgId, person.userId(), person.name(), Rights.NONE, false, person.origin()),
          action,
          target,
          details);
    }
    if (person.operator()) {
      record(
          handle,
          new Operator(person.userId(), person.name(), person.origin()),
          action,
          target,
          details);
    }
  }

  /// Somebody as the owner of their account.
  public record Personal(UUID userId, String name, boolean operator, Origin origin) {}

  private static String kind(Actor actor) {
    return switch (actor) {
      case Actor.Person person -> person.operator() ? OPERATOR : "member";
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
