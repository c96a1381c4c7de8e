package ai.nemorouter.organization;

import ai.nemorouter.access.SignedIn;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Finds and makes organizations.
@ApplicationScoped
public class Organizations {
  private static final int SHOWN_MAX = 100;
  private static final int SLUG_LENGTH_MAX = 50;

  private final Database database;

  Organizations(Database database) {
    this.database = database;
  }

  Optional<Organization> find(String slug) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select %s from organizations o where o.slug = :slug and %s"
                        .formatted(Organization.COLUMNS, Organization.ENTERABLE))
                .bind("slug", slug)
                .map(ConstructorMapper.of(Organization.class))
                .findOne());
  }

  /// Those that the person may enter: their own first, then, for an operator, all others.
  public List<Organization> of(SignedIn person) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select %s
                    from organizations o
                    left join members m on m.org_id = o.id and m.user_id = :userId and m.suspended_at is null
                    where (m.user_id is not null or :operator) and %s
                    order by m.user_id is null, o.created_at, o.id limit :limit
                    """
                        .formatted(Organization.COLUMNS, Organization.ENTERABLE))
                .bind("userId", person.userId())
                .bind("operator", person.operator())
                .bind("limit", SHOWN_MAX)
                .map(ConstructorMapper.of(Organization.class))
                .list());
  }

  /// Waits until no other node sets up organizations; the turn ends with the transaction.
  public static void takeTurns(Handle handle) {
    handle.execute("select pg_advisory_xact_lock(hashtext('nemorouter.organizations'))");
  }

  /// The oldest organization that is not there for demonstration.
  public Optional<UUID> first(Handle handle) {
    return handle
        .createQuery(
            "select id from organizations where not demo and deletion_due_at is null order by created_at, id limit 1")
        .mapTo(UUID.class)
        .findOne();
  }

  /// The organization that is there for demonstration.
  public Optional<UUID> demo(Handle handle) {
    return handle
        .createQuery(
            "select id from organizations where demo and deletion_due_at is null order by created_at, id limit 1")
        .mapTo(UUID.class)
        .findOne();
  }

  /// Makes an organization.
  ///
  /// @param addressedAs what its address is made from; a number is added where that is taken
  /// @return its id
  public UUID create(Handle handle, String name, String addressedAs, boolean demo) {
    UUID id = Ids.next();
    String slug = slug(addressedAs);
    for (int number = 2; isTaken(handle, slug); number++) {
      slug = slug(addressedAs) + "-" + number;
    }
    handle
        .createUpdate(
            "insert into organizations (id, slug, name, demo) values (:id, :slug, :name, :demo)")
        .bind("id", id)
        .bind("slug", slug)
        .bind("name", name)
        .bind("demo", demo)
        .execute();
    createCredit(handle, id);
    return id;
  }

  /// The limit that credit is granted on, of nothing yet: with it from the beginning, no two
  /// batches of holds ever decide for the organization at once.
  private static void createCredit(Handle handle, UUID orgId) {
    handle
        .createUpdate(
            """
            insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
            values (:orgId, :id, 'organization', :orgId, 'credit', 'usd', 'total', 0)
            """)
        .bind("orgId", orgId)
        .bind("id", Ids.next())
        .execute();
  }

  private static boolean isTaken(Handle handle, String slug) {
    return handle
        .createQuery("select exists (select from organizations where slug = :slug)")
        .bind("slug", slug)
        .mapTo(Boolean.class)
        .one();
  }

  static String slug(String name) {
    String words =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^a-z0-9]+", "-");
    String shortened = words.substring(0, Math.min(words.length(), SLUG_LENGTH_MAX));
    String slug = shortened.replaceAll("^-+|-+$", "");
    return slug.isEmpty() ? "organization" : slug;
  }
}
