package ai.nemorouter.guardrail.sample;

import ai.nemorouter.platform.database.Ids;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows that say which organizations keep samples. Adding a sample holds the lock on its
/// organization's row, so none is added once an organization has stopped keeping samples, and none
/// beyond the maximum.
@ApplicationScoped
class SamplingRows implements PanacheRepositoryBase<SamplingEntity, UUID> {

  /// @param oneIn more than zero
  record Chosen(UUID orgId, int oneIn, boolean answers) {}

  record Bounds(int maximum, int days, boolean answers) {}

  Optional<SamplingEntity> of(UUID orgId) {
    return find("orgId", orgId).firstResultOptional();
  }

  Optional<SamplingEntity> lock(UUID orgId) {
    return find("orgId", orgId).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
  }

  /// Creates the row if there is none, even if another transaction does so at the same moment.
  ///
  /// @return whether there was none
  boolean make(UUID orgId, SamplingTerms terms, String by) {
    return getSession()
            .createNativeMutationQuery(
                """
                insert into guardrail_sampling (org_id, id, one_in, maximum, days, answers, set_by, set_at)
                values (:orgId, :id, :oneIn, :maximum, :days, :answers, :by, now()) on conflict do nothing
                """)
            .setParameter("orgId", orgId)
            .setParameter("id", Ids.next())
            .setParameter("oneIn", terms.oneIn())
            .setParameter("maximum", terms.maximum())
            .setParameter("days", terms.days())
            .setParameter("answers", terms.answers())
            .setParameter("by", by)
            .executeUpdate()
        == 1;
  }

  /// Those that keep samples of requests, for a transaction about all organizations.
  List<Chosen> all() {
    return getSession()
        .createNativeQuery(
            "select org_id, one_in, answers from guardrail_sampling where one_in > 0", Chosen.class)
        .getResultList();
  }

  /// Locks the row of an organization that keeps samples of requests and is not about to be
  /// deleted, for a transaction about all organizations.
  Optional<Bounds> lockForRequests(UUID orgId) {
    return getSession()
        .createNativeQuery(
            """
            select s.maximum, s.days, s.answers from guardrail_sampling s join organization_records o on o.id = s.org_id
            where s.org_id = :orgId and s.one_in > 0 and (o.deletion_due_at is null or o.deletion_due_at > now())
            for update of s
            """,
            Bounds.class)
        .setParameter("orgId", orgId)
        .uniqueResultOptional();
  }
}
