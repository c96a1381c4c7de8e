package ai.nemorouter.books;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/// The rows of checks, for who reads.
@ApplicationScoped
class VerifyRunRows implements PanacheRepositoryBase<VerifyRunEntity, UUID> {
  private final Session session;

  VerifyRunRows(Session session) {
    this.session = session;
  }

  Optional<VerifyRun> latest() {
    return find("order by startedAt desc, id desc").firstResultOptional().map(VerifyRunEntity::run);
  }

  VerifyRun getOrThrow(UUID runId) {
    return findByIdOptional(runId)
        .map(VerifyRunEntity::run)
        .orElseThrow(() -> new NotFoundException("check"));
  }

  PageOf<VerifyRun> page(ListQuery query) {
    String which = query.search().equals(Books.DEVIATIONS) ? "deviationsFound > 0 " : "";
    String order =
        switch (query.order(Books.RunSort.class)) {
          case NEWEST -> "id desc";
          case DEVIATIONS -> "deviationsFound desc, id desc";
          case CALLS -> "calls desc, id desc";
        };
    PanacheQuery<VerifyRunEntity> found = find(which + "order by " + query.directed(order));
    PageOf<VerifyRunEntity> page = PageOf.of(found, query.page());
    return new PageOf<>(
        page.items().stream().map(VerifyRunEntity::run).toList(), page.number(), page.found());
  }

  /// What a run found; of very many only the first. They are elements of a column, so it is SQL.
  PageOf<Deviation> deviations(UUID runId, ListQuery query) {
    String order =
        switch (query.order(Books.DeviationSort.class)) {
          case INVARIANT -> "d.invariant, n";
          case ORGANIZATION -> "d.organization, n";
          case SUBJECT -> "d.subject, n";
        };
    List<Deviation> items =
        session
            .createNativeQuery(
                """
                select d.invariant, d.organization, d.subject, d.expected, d.actual, d.detail
                from verify_runs r
                cross join lateral jsonb_array_elements(r.deviations) with ordinality e(element, n)
                cross join lateral jsonb_to_record(e.element)
                  d(invariant text, organization text, subject text, expected bigint, actual bigint, detail text)
                where r.id = :id and strpos(lower(cast(e.element as text)), lower(:search)) > 0
                """
                    + "order by "
                    + query.directed(order)
                    + " limit :limit offset :offset",
                Deviation.class)
            .setParameter("id", runId)
            .setParameter("search", query.search())
            .setParameter("limit", PageOf.SIZE)
            .setParameter("offset", PageOf.offset(query.page()))
            .getResultList();
    return new PageOf<>(items, query.page(), countDeviations(runId, query.search()));
  }

  private long countDeviations(UUID runId, String search) {
    return session
        .createNativeQuery(
            """
            select count(*) from verify_runs r cross join lateral jsonb_array_elements(r.deviations) d
            where r.id = :id and strpos(lower(cast(d as text)), lower(:search)) > 0
            """,
            Long.class)
        .setParameter("id", runId)
        .setParameter("search", search)
        .getSingleResult();
  }
}
