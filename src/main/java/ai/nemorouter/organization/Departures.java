package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.KeyHolders.KeyHolder;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Lets people go from organizations and teams. Their keys never stay behind unnoticed: whoever
/// lets them go says what becomes of them, in the same transaction.
@ApplicationScoped
public class Departures {
  private final Database database;
  private final MemberKeys memberKeys;
  private final Event<Left> left;
  private final AuditLog auditLog;

  Departures(Database database, MemberKeys memberKeys, Event<Left> left, AuditLog auditLog) {
    this.database = database;
    this.memberKeys = memberKeys;
    this.left = left;
    this.auditLog = auditLog;
  }

  /// Somebody is about to be no member any more: whoever keeps something of theirs clears it in the
  /// same transaction.
  public record Left(Handle handle, Actor actor, UUID userId) {}

  /// What is at stake when somebody goes.
  ///
  /// @param keys theirs, that can start calls or could again
  /// @param heirs who could take them over; empty where the actor may not let them go on
  public record Leaver(
      Member member, List<MemberKeys.Unrevoked> keys, boolean mayKeep, List<KeyHolder> heirs) {}

  /// For the page that asks before somebody is removed.
  public Leaver preview(Actor actor, UUID userId) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          Member member = MemberRows.findOrThrow(handle, actor.orgId(), userId);
          MemberRules.requireMayChange(handle, actor, member);
          return leaver(handle, actor, member);
        });
  }

  /// Ends a membership. What the member did stays on record.
  public void remove(Actor actor, UUID userId, OwnedKeys choice) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    database.of(actor.orgId()).useTransaction(handle -> remove(handle, actor, userId, choice));
  }

  /// For use cases that remove somebody as part of their own transaction.
  public void remove(Handle handle, Actor actor, UUID userId, OwnedKeys choice) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    Member member = MemberRows.lockOrThrow(handle, actor.orgId(), userId);
    MemberRules.requireMayChange(handle, actor, member);
    end(handle, actor, member, choice, "member.removed");
  }

  /// For the page that asks a person before they leave.
  public Leaver previewOfLeaving(Actor.Person person) {
    return database
        .of(person.orgId())
        .inTransaction(handle ->
            leaver(
                handle, person, MemberRows.findOrThrow(handle, person.orgId(), person.userId())));
  }

  /// Ends one's own membership, which needs nobody's permission.
  public void leave(Actor.Person person, OwnedKeys choice) {
    database
        .of(person.orgId())
        .useTransaction(handle -> {
          Member member = MemberRows.lockOrThrow(handle, person.orgId(), person.userId());
          end(handle, person, member, choice, "member.left");
        });
  }

  /// Does with keys what was chosen.
  ///
  /// @param because what happened, for the audit log
  /// @return how the choice reads in the audit log
  String settle(
      Handle handle,
      Actor actor,
      Member leaving,
      List<MemberKeys.Unrevoked> keys,
      OwnedKeys choice,
      String because) {
    return switch (choice) {
      case OwnedKeys.Revoke() -> {
        memberKeys.revoke(handle, actor, keys, because);
        yield "revoked";
      }
      case OwnedKeys.HandOver(UUID to) -> {
        requireMayKeep(actor, keys);
        requireHeir(handle, actor.orgId(), leaving, keys, to);
        memberKeys.give(handle, actor, keys, to, because);
        yield "handed over to " + to;
      }
      case OwnedKeys.MakeOwnerless() -> {
        requireMayKeep(actor, keys);
        memberKeys.give(handle, actor, keys, null, because);
        yield "made service keys";
      }
    };
  }

  private void end(Handle handle, Actor actor, Member member, OwnedKeys choice, String action) {
    MemberRules.requireAnotherOwner(handle, actor.orgId(), member);
    List<MemberKeys.Unrevoked> keys =
        memberKeys.ownedBy(handle, actor.orgId(), member.userId(), Optional.empty());
    String outcome =
        settle(handle, actor, member, keys, choice, "owner " + action.replace("member.", ""));
    memberKeys.forget(handle, actor.orgId(), member.userId());
    left.fire(new Left(handle, actor, member.userId()));
    handle
        .createUpdate("delete from members where org_id = :orgId and user_id = :userId")
        .bind("orgId", actor.orgId())
        .bind("userId", member.userId())
        .execute();
    ObjectNode details =
        Json.object()
            .put("name", member.name())
            .put("email", member.email())
            .put("role", member.role());
    auditLog.record(
        handle, actor, action, "member " + member.userId(), withKeys(details, keys, outcome));
  }

  static ObjectNode withKeys(ObjectNode details, List<MemberKeys.Unrevoked> keys, String outcome) {
    if (!keys.isEmpty()) {
      ObjectNode told = details.putObject("keys").put("outcome", outcome);
      ArrayNode names = told.putArray("names");
      keys.forEach(key -> names.add(key.name()));
    }
    return details;
  }

  private Leaver leaver(Handle handle, Actor actor, Member member) {
    return leaver(
        handle,
        actor,
        member,
        memberKeys.ownedBy(handle, actor.orgId(), member.userId(), Optional.empty()));
  }

  static Leaver leaver(Handle handle, Actor actor, Member member, List<MemberKeys.Unrevoked> keys) {
    boolean mayKeep = mayKeep(actor, keys);
    return new Leaver(
        member, keys, mayKeep, mayKeep ? heirs(handle, actor.orgId(), member, keys) : List.of());
  }

  /// Who can take over the keys of somebody who goes.
  private static List<KeyHolder> heirs(
      Handle handle, UUID orgId, Member leaving, List<MemberKeys.Unrevoked> keys) {
    return KeyHolders.inAll(handle, orgId, teamsOf(keys)).stream()
        .filter(holder -> !holder.id().equals(leaving.userId()))
        .toList();
  }

  private static void requireHeir(
      Handle handle, UUID orgId, Member leaving, List<MemberKeys.Unrevoked> keys, UUID chosen) {
    if (chosen.equals(leaving.userId()) || !KeyHolders.lock(handle, orgId, teamsOf(keys), chosen)) {
      throw new InvalidInputException(
          "to",
          "Choose another member who is not suspended and belongs to the teams of these keys.");
    }
  }

  private static List<UUID> teamsOf(List<MemberKeys.Unrevoked> keys) {
    return keys.stream().map(MemberKeys.Unrevoked::teamId).distinct().toList();
  }

  private static boolean mayKeep(Actor actor, List<MemberKeys.Unrevoked> keys) {
    return keys.stream().allMatch(key -> actor.may(Permission.CHANGE_KEYS, key.teamId()));
  }

  /// Letting keys go on is deciding on others' keys; ending them comes with letting somebody go.
  private static void requireMayKeep(Actor actor, List<MemberKeys.Unrevoked> keys) {
    if (!mayKeep(actor, keys)) {
      throw new ForbiddenException(Permission.CHANGE_KEYS);
    }
  }
}
