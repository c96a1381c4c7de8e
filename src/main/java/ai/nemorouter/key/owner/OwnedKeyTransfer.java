package ai.nemorouter.key.owner;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.key.KeyQueries;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.organization.member.MemberKeys;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// What becomes of keys when their owner, or their team, goes or is suspended.
@ApplicationScoped
public class OwnedKeyTransfer implements MemberKeys {
  private static final String UNREVOKED =
      """
      select k.id, k.name, k.last_four, k.team_id, t.name as team_name,
        case when k.expires_at <= now() then 'expired' when k.disabled_at is not null then 'disabled' else '' end as state
      from keys k join teams t on t.org_id = k.org_id and t.id = k.team_id
      where k.org_id = :orgId and k.revoked_at is null
      """;

  /// In the order of their ids, as every transaction locks several keys.
  private static final String LOCKED = " order by k.id for update of k";

  private static final String TOUCHED =
      """
      with chosen as (
        select k.id, k.disabled_at is null as worked from keys k
        where k.org_id = :orgId and k.owner_id = :userId and k.revoked_at is null
          and (k.disabled_at is null or k.disabled_reason is not null)
        order by k.id for update of k
      ), touched as (
        update keys k set disabled_at = k.disabled_at, updated_at = now()
        from chosen c where k.org_id = :orgId and k.id = c.id
        returning c.worked, k.disabled_at is null as works
      )
      select count(*) filter (where worked <> works) from touched
      """;

  private final Session session;
  private final KeyQueries queries;
  private final Database database;
  private final AuditLog auditLog;

  OwnedKeyTransfer(Session session, KeyQueries queries, Database database, AuditLog auditLog) {
    this.session = session;
    this.queries = queries;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// A row of those that are locked.
  record Row(UUID id, String name, String lastFour, UUID teamId, String teamName, String state) {
    Unrevoked unrevoked() {
      return new Unrevoked(id, name, KeySecret.label(lastFour), teamId, teamName, state);
    }
  }

  @Override
  public List<Unrevoked> ownedBy(UUID orgId, UUID userId, Optional<UUID> teamId) {
    NativeQuery<Row> query =
        locked("and k.owner_id = :userId" + (teamId.isPresent() ? " and k.team_id = :teamId" : ""))
            .setParameter("orgId", orgId)
            .setParameter("userId", userId);
    teamId.ifPresent(team -> query.setParameter("teamId", team));
    return query.getResultStream().map(Row::unrevoked).toList();
  }

  @Override
  public List<Unrevoked> inTeam(UUID orgId, UUID teamId) {
    return locked("and k.team_id = :teamId")
        .setParameter("orgId", orgId)
        .setParameter("teamId", teamId)
        .getResultStream()
        .map(Row::unrevoked)
        .toList();
  }

  private NativeQuery<Row> locked(String condition) {
    return session.createNativeQuery(UNREVOKED + condition + LOCKED, Row.class);
  }

  @Override
  public void revoke(Actor actor, List<Unrevoked> keys, String because) {
    for (Unrevoked key : keys) {
      queries.revoke(actor.orgId(), List.of(key.id()), database.now());
      auditLog.record(actor, "key.revoked", "key " + key.id(), about(key, because));
    }
  }

  @Override
  public void give(Actor actor, List<Unrevoked> keys, @Nullable UUID owner, String because) {
    for (Unrevoked key : keys) {
      Optional<UUID> before = queries.ownerOf(actor.orgId(), key.id()).stream().findFirst();
      if (owner == null) {
        queries.takeFromOwner(actor.orgId(), key.id(), database.now());
      } else {
        queries.give(actor.orgId(), key.id(), owner, database.now());
      }
      ObjectNode details = about(key, because);
      details
          .putObject("owner")
          .put("before", before.map(UUID::toString).orElse(null))
          .put("after", owner == null ? null : owner.toString());
      auditLog.record(actor, "key.owner_changed", "key " + key.id(), details);
    }
  }

  @Override
  public void forget(UUID orgId, UUID userId) {
    queries.forgetOwner(orgId, userId);
  }

  /// A trigger on the table decides what becomes of the rows, so that nothing else that writes them
  /// can let a key of a suspended member work.
  @Override
  public int follow(UUID orgId, UUID userId) {
    return Math.toIntExact(
        session
            .createNativeQuery(TOUCHED, Long.class)
            .setParameter("orgId", orgId)
            .setParameter("userId", userId)
            .getSingleResult());
  }

  private static ObjectNode about(Unrevoked key, String because) {
    return Json.object()
        .put("name", key.name())
        .put("secret", key.label())
        .put("team", key.teamName())
        .put("because", because);
  }
}
