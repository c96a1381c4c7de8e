package ai.nemorouter.organization;

import ai.nemorouter.access.SignedIn;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Finds organizations.
@ApplicationScoped
public class Organizations {
  private static final int SHOWN_MAX = 100;

  private final Database database;

  Organizations(Database database) {
    this.database = database;
  }

  Optional<Organization> find(String slug) {
    return database.read(handle ->
        handle
            .createQuery(
                "select id, slug, name, timezone, demo from organizations where slug = :slug")
            .bind("slug", slug)
            .map(ConstructorMapper.of(Organization.class))
            .findOne());
  }

  /// Those that the person may enter: their own first, then, for an operator, all others.
  public List<Organization> of(SignedIn person) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select o.id, o.slug, o.name, o.timezone, o.demo
                from organizations o
                left join members m on m.org_id = o.id and m.user_id = :userId
                where m.user_id is not null or :operator
                order by m.user_id is null, o.created_at, o.id limit :limit
                """)
            .bind("userId", person.userId())
            .bind("operator", person.operator())
            .bind("limit", SHOWN_MAX)
            .map(ConstructorMapper.of(Organization.class))
            .list());
  }
}
