package ai.nemorouter.guardrail.rule;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about rules, checked when they are compiled. They name the organization
/// themselves, because transactions over the installation ask them too.
public interface RuleQueries {
  Session session();

  /// Whose rules changed since.
  @HQL("select distinct r.orgId from RuleEntity r where r.changed > :seen")
  List<UUID> changedSince(long seen);

  @HQL(
      RuleRow.SELECT
          + """
          r.orgId in :orgIds and r.deletedAt is null order by r.orgId, r.id
          """)
  List<RuleRow> current(List<UUID> orgIds);

  /// An exception as the gateway needs it.
  record Exempt(UUID orgId, UUID ruleId, UUID scopeId, Instant endsAt) {}

  @HQL(
      """
      select e.orgId, e.ruleId, e.scopeId, e.endsAt from ExceptionEntity e
      where e.orgId in :orgIds and e.endedAt is null and e.endsAt > :now
      """)
  List<Exempt> exempt(List<UUID> orgIds, Instant now);

  @HQL(
      """
      select count(r) from RuleEntity r
      where r.orgId = :orgId and r.scopeId = :scopeId and r.deletedAt is null
      """)
  long countOf(UUID orgId, UUID scopeId);

  @HQL("select count(r) from RuleEntity r where r.orgId = :orgId and r.deletedAt is null")
  long count(UUID orgId);

  /// How many rules there ever were.
  @HQL("select count(r) from RuleEntity r where r.orgId = :orgId")
  long ever(UUID orgId);

  @HQL(
      """
      select count(r) from RuleEntity r
      where r.orgId = :orgId and r.scopeId = :scopeId and r.id <> :id
        and lower(r.name) = lower(:name) and r.deletedAt is null
      """)
  long othersNamed(UUID orgId, UUID scopeId, UUID id, String name);

  /// How many characters the checks in force have.
  @HQL(
      """
      select coalesce(sum(length(v.looksFor)), 0) from RuleEntity r
      join VersionEntity v on v.orgId = r.orgId and v.ruleId = r.id and v.number = r.version
      where r.orgId = :orgId and r.deletedAt is null
      """)
  long textOf(UUID orgId);
}
