package ai.nemorouter.guardrail.rule;

import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Finds what scopes name, in the transaction that the thread is in.
@ApplicationScoped
public class Places {
  private final Session session;

  Places(Session session) {
    this.session = session;
  }

  record Row(UUID id, @Nullable UUID teamId, String name, boolean open) {}

  /// @param orgId whose scope it has to be; the installation's for anything of any organization
  public Place getOrThrow(UUID orgId, RuleScope scope) {
    return row(orgId, scope)
        .map(row -> new Place(scope, row.teamId(), row.name(), row.open()))
        .orElseThrow(() -> new NotFoundException(scope.level().word()));
  }

  private Optional<Row> row(UUID orgId, RuleScope scope) {
    boolean installation = orgId.equals(RuleScope.INSTALLATION_ID);
    String any = installation ? "" : " and org_id = :orgId";
    String query =
        switch (scope.level()) {
          case INSTALLATION -> "";
          case ORGANIZATION ->
              "select id, cast(null as uuid), name, true from organization_records where id = :id"
                  + (installation ? "" : " and id = :orgId");
          case TEAM ->
              "select id, id, name, archived_at is null from team_records where id = :id" + any;
          case KEY ->
              "select id, team_id, name, revoked_at is null from key_records where id = :id" + any;
        };
    if (query.isEmpty()) {
      return installation ? Optional.of(new Row(scope.id(), null, "", true)) : Optional.empty();
    }
    var selection = session.createNativeQuery(query, Row.class).setParameter("id", scope.id());
    if (!installation) {
      selection.setParameter("orgId", orgId);
    }
    return selection.uniqueResultOptional();
  }

  /// The scope that a program names.
  ///
  /// @param reference an id; of a team also its name
  /// @throws InvalidInputException if there is none
  RuleScope findOrThrow(UUID orgId, Level level, String reference) {
    String query =
        switch (level) {
          case TEAM ->
              """
              select id from team_records where org_id = :orgId and (cast(id as text) = lower(:reference)
                or lower(name) = lower(:reference) and archived_at is null)
              order by archived_at is null desc limit 1
              """;
          case KEY ->
              "select id from key_records where org_id = :orgId and cast(id as text) = lower(:reference)";
          default -> throw new IllegalArgumentException("No reference is needed for " + level);
        };
    return session
        .createNativeQuery(query, UUID.class)
        .setParameter("orgId", orgId)
        .setParameter("reference", reference)
        .uniqueResultOptional()
        .map(id -> new RuleScope(level, id))
        .orElseThrow(
            () -> new InvalidInputException("scope_id", "There is no such " + level.word() + "."));
  }
}
