package ai.nemorouter.usage.activity;

import ai.nemorouter.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/// Finds single requests for programs that hold a key of the organization, which is all they need.
@ApplicationScoped
public class Generations {
  private static final String ENDED =
      """
      select id, team_id, started_at, status, reason, requested_model, model, provider, operation, streamed, own_provider,
        finish_reason, upstream_id, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, cost,
        cost_source, first_byte_ms, duration_ms, attempts
      from calls where org_id = :orgId and id = coalesce(
        (select a.request_id from attempts a where a.org_id = :orgId and a.id = :id), :id)
        and (status = 'ok' or not exists (
          select from holds h where h.org_id = calls.org_id and (h.id = calls.id or h.request_id = calls.id)))
      """;

  private final Database database;
  private final Session session;

  Generations(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  /// Empty while an attempt is under way, and for what is not the organization's.
  ///
  /// @param id of a request or of one of its attempts
  public Optional<Generation> find(UUID orgId, UUID id) {
    return database.joining(
        orgId,
        () ->
            session
                .createNativeQuery(ENDED, Generation.class)
                .setParameter("orgId", orgId)
                .setParameter("id", id)
                .uniqueResultOptional());
  }
}
