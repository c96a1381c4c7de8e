package ai.nemorouter.organization;

import ai.nemorouter.access.SignedIn;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Finds and makes organizations.
@ApplicationScoped
public class Organizations {
  private static final int SHOWN_MAX = 100;
  private static final int SLUG_LENGTH_MAX = 50;

  private final OrganizationRows rows;
  private final OrganizationQueries queries;
  private final Database database;
  private final Event<Created> created;

  Organizations(
      OrganizationRows rows,
      OrganizationQueries queries,
      Database database,
      Event<Created> created) {
    this.rows = rows;
    this.queries = queries;
    this.database = database;
    this.created = created;
  }

  /// There is a new organization: what each of them has from the beginning is made in the same
  /// transaction, which is across organizations.
  public record Created(UUID orgId) {}

  Optional<Organization> find(String slug) {
    return database.inInstallation(() -> rows.enterable(slug));
  }

  /// Those that the person may enter: their own first, then, for an operator, all others.
  public List<Organization> of(SignedIn person) {
    return database.inInstallation(() -> rows.of(person, SHOWN_MAX));
  }

  /// As part of a transaction that may see it.
  public Organization getOrThrow(UUID orgId) {
    return rows.getOrThrow(orgId);
  }

  /// Keeps the organization from changing until the transaction ends, so that who counts what it
  /// has counts alone.
  public void lock(UUID orgId) {
    rows.lockOrThrow(orgId, database.now());
  }

  /// Waits until no other node sets up organizations; the turn ends with the transaction.
  public void lockForCreation() {
    rows.lockForCreation();
  }

  /// The oldest organization that is not there for demonstration.
  public Optional<UUID> first() {
    return queries.inUse(false).stream().findFirst();
  }

  /// The organization that is there for demonstration.
  public Optional<UUID> demo() {
    return queries.inUse(true).stream().findFirst();
  }

  /// Makes an organization, as part of a transaction across organizations.
  ///
  /// @param addressedAs what its address is made from; a number is added where that is taken
  /// @return its id
  public UUID create(String name, String addressedAs, boolean demo) {
    UUID id = Ids.next();
    String slug = slug(addressedAs);
    for (int number = 2; queries.named(slug) > 0; number++) {
      slug = slug(addressedAs) + "-" + number;
    }
    rows.persist(new OrganizationEntity(id, slug, name, demo));
    rows.flush();
    created.fire(new Created(id));
    return id;
  }

  public static String slug(String name) {
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
