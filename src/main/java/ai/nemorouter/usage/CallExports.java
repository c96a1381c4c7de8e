package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Lets people take the record of requests with them, as far as they see it.
@ForActor
@ApplicationScoped
class CallExports {
  static final int PORTION = 1_000;

  private static final String ROW =
      """
      select c.id, c.started_at, c.status, c.reason, c.http_status, c.operation, c.requested_model, c.model, c.provider,
             c.own_provider, c.key_id, k.name as key_name, c.team_id, t.name as team_name,
             person_charged(c.org_id, c.member_id) as person, c.prompt_tokens, c.cached_tokens, c.completion_tokens,
             c.reasoning_tokens, c.units, p.unit, c.cost, c.cost_source, c.streamed, c.attempts, c.first_byte_ms,
             c.duration_ms, c.finish_reason, c.upstream_id
      from calls c
      left join prices p on p.id = c.price_id
      join key_records k on k.org_id = c.org_id and k.id = c.key_id
      join teams t on t.org_id = c.org_id and t.id = c.team_id
      """;

  private final Database database;
  private final AuditLog audit;

  CallExports(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /// Requests in portions, from the newest to the oldest.
  interface Portions {
    /// @return empty after the last
    List<ExportedCall> next();
  }

  /// What matches now, which is itself written down before. Each portion is read in a transaction
  /// of its own: the file is written when the use case is over.
  Portions begin(Actor actor, CallFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    ObjectNode asked = Json.object();
    filter.parameters().forEach(asked::put);
    audit.record(
        actor, "request.exported", "requests", Changes.none().changed("filter", asked, asked));
    Calls.Cursor newest = new Calls.Cursor(Ids.next(), null);
    return portions(new CallSelection(actor.orgId(), reach, filter, newest, Instant.now()));
  }

  private Portions portions(CallSelection all) {
    return new Portions() {
      private CallSelection rest = all;

      @Override
      public List<ExportedCall> next() {
        CallSelection selection = rest;
        List<ExportedCall> portion =
            database
                .of(selection.orgId())
                .read(handle ->
                    selection
                        .query(handle, ROW, PORTION)
                        .map(ConstructorMapper.of(ExportedCall.class))
                        .list());
        if (!portion.isEmpty()) {
          rest = selection.before(portion.getLast().id());
        }
        return portion;
      }
    };
  }
}
