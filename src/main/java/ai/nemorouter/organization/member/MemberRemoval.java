package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.member.KeyHolders.KeyHolder;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Lets people go from organizations and teams. Their keys never stay behind unnoticed: what
/// becomes of them is chosen with it, and happens in the same transaction.
@ForActor
@ApplicationScoped
public class MemberRemoval {
  private final MemberRows rows;
  private final MemberQueries queries;
  private final MemberRules rules;
  private final MemberKeys memberKeys;
  private final KeyHolders holders;
  private final Event<Left> left;
  private final AuditLog auditLog;

  MemberRemoval(
      MemberRows rows,
      MemberQueries queries,
      MemberRules rules,
      MemberKeys memberKeys,
      KeyHolders holders,
      Event<Left> left,
      AuditLog auditLog) {
    this.rows = rows;
    this.queries = queries;
    this.rules = rules;
    this.memberKeys = memberKeys;
    this.holders = holders;
    this.left = left;
    this.auditLog = auditLog;
  }

  /// A person is about to be no member any more: observers clear what they keep of theirs in the
  /// same transaction.
  public record Left(Actor actor, UUID userId) {}

  /// What is at stake when a person goes.
  ///
  /// @param keys theirs, that can start calls or could again
  /// @param heirs who could take them over; empty where the actor may not let them go on
  public record Leaver(
      Member member, List<MemberKeys.Unrevoked> keys, boolean mayKeep, List<KeyHolder> heirs) {}

  /// For the page that asks before a member is removed.
  public Leaver preview(Actor actor, UUID userId) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    Member member = rows.getOrThrow(actor.orgId(), userId);
    rules.requireMayChange(actor, member);
    return leaver(actor, member, Optional.empty());
  }

  /// Ends a membership. What the member did stays on record.
  public void remove(Actor actor, UUID userId, OwnedKeys choice) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    Member member = rows.lockOrThrow(actor.orgId(), userId);
    rules.requireMayChange(actor, member);
    end(actor, member, choice, "member.removed");
  }

  /// For the page that asks a person before they leave.
  public Leaver previewOfLeaving(Actor.Person person) {
    return leaver(person, rows.getOrThrow(person.orgId(), person.userId()), Optional.empty());
  }

  /// Ends one's own membership, which needs no permission.
  public void leave(Actor.Person person, OwnedKeys choice) {
    end(person, rows.lockOrThrow(person.orgId(), person.userId()), choice, "member.left");
  }

  /// Does with keys what was chosen.
  ///
  /// @param because what happened, for the audit log
  /// @return how the choice reads in the audit log
  public String settle(
      Actor actor,
      Member leaving,
      List<MemberKeys.Unrevoked> keys,
      OwnedKeys choice,
      String because) {
    return switch (choice) {
      case OwnedKeys.Revoke() -> {
        memberKeys.revoke(actor, keys, because);
        yield "revoked";
      }
      case OwnedKeys.HandOver(UUID to) -> {
        requireMayKeep(actor, keys);
        requireHeir(actor.orgId(), leaving, keys, to);
        memberKeys.give(actor, keys, to, because);
        yield "handed over to " + to;
      }
      case OwnedKeys.MakeOwnerless() -> {
        requireMayKeep(actor, keys);
        memberKeys.give(actor, keys, null, because);
        yield "made service keys";
      }
    };
  }

  private void end(Actor actor, Member member, OwnedKeys choice, String action) {
    rules.requireAnotherOwner(actor.orgId(), member);
    List<MemberKeys.Unrevoked> keys =
        memberKeys.ownedBy(actor.orgId(), member.userId(), Optional.empty());
    String outcome = settle(actor, member, keys, choice, "owner " + action.replace("member.", ""));
    memberKeys.forget(actor.orgId(), member.userId());
    left.fire(new Left(actor, member.userId()));
    queries.delete(actor.orgId(), member.userId());
    ObjectNode details =
        Json.object()
            .put("name", member.name())
            .put("email", member.email())
            .put("role", member.role());
    auditLog.record(actor, action, "member " + member.userId(), withKeys(details, keys, outcome));
  }

  public static ObjectNode withKeys(
      ObjectNode details, List<MemberKeys.Unrevoked> keys, String outcome) {
    if (!keys.isEmpty()) {
      ObjectNode told = details.putObject("keys").put("outcome", outcome);
      ArrayNode names = told.putArray("names");
      keys.forEach(key -> names.add(key.name()));
    }
    return details;
  }

  /// @param teamId the team that they leave; empty for the organization
  public Leaver leaver(Actor actor, Member member, Optional<UUID> teamId) {
    List<MemberKeys.Unrevoked> keys = memberKeys.ownedBy(actor.orgId(), member.userId(), teamId);
    boolean mayKeep = mayKeep(actor, keys);
    return new Leaver(
        member, keys, mayKeep, mayKeep ? heirs(actor.orgId(), member, keys) : List.of());
  }

  /// Who can take over the keys of a person who goes.
  private List<KeyHolder> heirs(UUID orgId, Member leaving, List<MemberKeys.Unrevoked> keys) {
    return holders.inAll(orgId, teamsOf(keys)).stream()
        .filter(holder -> !holder.id().equals(leaving.userId()))
        .toList();
  }

  private void requireHeir(
      UUID orgId, Member leaving, List<MemberKeys.Unrevoked> keys, UUID chosen) {
    if (chosen.equals(leaving.userId()) || !holders.lock(orgId, teamsOf(keys), chosen)) {
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
