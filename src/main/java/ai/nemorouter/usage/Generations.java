package ai.nemorouter.usage;

import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Finds single calls for programs that hold a key of the organization, which is all they need.
@ApplicationScoped
public class Generations {
  private final Database database;

  Generations(Database database) {
    this.database = database;
  }

  /// Empty while the call is under way, and for what is not the organization's.
  public Optional<Generation> find(UUID orgId, UUID callId) {
    return database
        .of(orgId)
        .read(handle ->
            handle
                .createQuery(
                    """
                    select id, team_id, started_at, status, reason, requested_model, model, provider, operation, streamed, own_provider,
                      finish_reason, upstream_id, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, cost,
                      cost_source, first_byte_ms, duration_ms
                    from calls where org_id = :orgId and id = :callId
                    """)
                .bind("orgId", orgId)
                .bind("callId", callId)
                .map(ConstructorMapper.of(Generation.class))
                .findOne());
  }
}
