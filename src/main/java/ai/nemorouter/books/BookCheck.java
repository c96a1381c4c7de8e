package ai.nemorouter.books;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Recomputes the books of one organization. The rules are in `R__book_deviations.sql`.
///
/// @param calls how many calls went into it
record BookCheck(long calls, List<Deviation> deviations) {
  BookCheck {
    deviations = List.copyOf(deviations);
  }

  /// Whose books.
  public record Subject(UUID id, String slug) {}

  static List<Subject> subjects(Handle handle) {
    return handle
        .createQuery(
            "select id, slug from organization_records where deletion_due_at is null or deletion_due_at > now() order by id")
        .map(ConstructorMapper.of(Subject.class))
        .list();
  }

  /// Runs in a transaction of its own, so that a large installation is never seen through one long
  /// snapshot, which would keep the hot tables from being cleaned.
  static BookCheck of(Handle handle, Subject subject) {
    // Keeps a partition of calls from being dropped between the moment seen and the moment read.
    handle.execute("lock table calls in access share mode");
    long calls =
        handle
            .select("select count(*) from calls where org_id = ?", subject.id())
            .mapTo(Long.class)
            .one();
    List<Deviation> deviations =
        handle
            .createQuery(
                """
                select d.invariant, :slug as organization, d.subject, d.expected, d.actual, d.detail
                from book_deviations(:orgId) d order by d.invariant, d.subject
                """)
            .bind("slug", subject.slug())
            .bind("orgId", subject.id())
            .map(ConstructorMapper.of(Deviation.class))
            .list();
    return new BookCheck(calls, deviations);
  }
}
