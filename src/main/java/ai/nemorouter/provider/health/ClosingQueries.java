package ai.nemorouter.provider.health;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about circuits that people closed, checked when they are compiled.
interface ClosingQueries {
  Session session();

  /// A circuit that was closed.
  record Closing(String account, long version) {}

  /// Those that came later, the oldest first.
  @HQL(
      """
      select c.account, c.version from ClosingEntity c
      where c.version > :seen order by c.version
      """)
  List<Closing> after(long seen);

  /// The number of the last one; 0 where there is none.
  @HQL("select coalesce(max(c.version), 0) from ClosingEntity c")
  long last();

  /// @param orgId null for the installation's own provider
  @HQL(
      """
      insert into ClosingEntity (account, orgId, version) values (:account, :orgId, :version)
      on conflict (account) do update set version = excluded.version
      """)
  int close(String account, @Nullable UUID orgId, long version);
}
