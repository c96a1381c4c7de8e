package ai.nemorouter.guardrail.sample;

import ai.nemorouter.access.Reach;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The rows of samples. One past its days is not there, even before it is deleted.
@ApplicationScoped
class SampleRows implements PanacheRepositoryBase<SampleEntity, UUID> {
  private static final String SHOWN =
      """
      select s.id, s.callId, s.teamId, function(scope_name as String, s.orgId, 'team', s.teamId),
        s.keyId, function(scope_name as String, s.orgId, 'key', s.keyId),
        s.model, s.output, s.characters, s.cut, s.savedBy, s.keptAt, s.expiresAt
      """;

  /// A text that somebody saved is in no team: it is for those whose right is for all of them.
  private static final String OWN =
      """
      from SampleEntity s
      where s.orgId = :orgId and s.expiresAt > :now and (:everywhere = true or s.teamId in :teams)
      """;

  /// What a rule of that scope would have looked at; what people saved counts for every rule.
  private static final String FOR_RULE =
      """
      and s.id < :before
      and (s.callId is null or :level = 'organization' or (:level = 'team' and s.teamId = :scopeId)
        or (:level = 'key' and s.keyId = :scopeId))
      """;

  private static final String TRIM =
      """
      delete from guardrail_samples where org_id = :orgId and id in (
        select id from guardrail_samples where org_id = :orgId
        order by (call_id is null) desc, id desc offset :maximum)
      """;

  private static final String RESET_EXPIRY =
      """
      update guardrail_samples set expires_at = kept_at + :days * interval '1 day' where org_id = :orgId
      """;

  private static final String FORGET =
      """
      delete from guardrail_samples where (org_id, id) in (
        select org_id, id from guardrail_samples where expires_at <= now() limit :most)
      """;

  PageOf<SampleRow> page(UUID orgId, Reach reach, Instant now, int number) {
    return PageOf.of(
        find(SHOWN + OWN + " order by s.id desc", within(orgId, reach, now))
            .project(SampleRow.class),
        number);
  }

  SampleRow getOrThrow(UUID orgId, Reach reach, Instant now, UUID id) {
    return find(SHOWN + OWN + " and s.id = :id", within(orgId, reach, now).and("id", id))
        .project(SampleRow.class)
        .firstResultOptional()
        .orElseThrow(() -> new NotFoundException("sample"));
  }

  /// The newest that a rule of that scope would have looked at.
  List<SampleRow> forRule(
      UUID orgId, Reach reach, Instant now, RuleScope scope, UUID before, int most) {
    return find(
            SHOWN + OWN + FOR_RULE + " order by s.id desc",
            forRule(orgId, reach, now, scope, before))
        .project(SampleRow.class)
        .range(0, most - 1)
        .list();
  }

  long countForRule(UUID orgId, Reach reach, Instant now, RuleScope scope) {
    return count(OWN + FOR_RULE, forRule(orgId, reach, now, scope, SampleRow.afterAll()));
  }

  private static Parameters forRule(
      UUID orgId, Reach reach, Instant now, RuleScope scope, UUID before) {
    return within(orgId, reach, now)
        .and("before", before)
        .and("level", scope.level().word())
        .and("scopeId", scope.id());
  }

  private static Parameters within(UUID orgId, Reach reach, Instant now) {
    return Parameters.with("orgId", orgId)
        .and("now", now)
        .and("everywhere", reach.everywhere())
        .and("teams", reach.teams());
  }

  long countOfRequests(UUID orgId, Instant now) {
    return count("orgId = ?1 and expiresAt > ?2 and callId is not null", orgId, now);
  }

  long countSaved(UUID orgId, Instant now) {
    return count("orgId = ?1 and expiresAt > ?2 and callId is null", orgId, now);
  }

  /// Deletes what is beyond the most: of requests before what people saved, the oldest first.
  void trim(UUID orgId, int maximum) {
    flush();
    getSession()
        .createNativeMutationQuery(TRIM)
        .setParameter("orgId", orgId)
        .setParameter("maximum", maximum)
        .executeUpdate();
  }

  /// Lets those that are there expire after other days.
  void resetExpiry(UUID orgId, int days) {
    getSession()
        .createNativeMutationQuery(RESET_EXPIRY)
        .setParameter("orgId", orgId)
        .setParameter("days", days)
        .executeUpdate();
  }

  /// Deletes some of those past their days, for a transaction about all organizations.
  int forget(int most) {
    return getSession()
        .createNativeMutationQuery(FORGET)
        .setParameter("most", most)
        .executeUpdate();
  }
}
