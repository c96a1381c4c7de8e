package ai.nemorouter.usage.export;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.usage.RequestFilter;
import ai.nemorouter.usage.RequestSelection;
import ai.nemorouter.usage.Requests;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

/// Lets people take the record of requests with them, as far as they see it.
@ForActor
@ApplicationScoped
public class RequestExports {
  public static final int PORTION = 1_000;

  private final Database database;
  private final Session session;
  private final AuditLog audit;

  RequestExports(Database database, Session session, AuditLog audit) {
    this.database = database;
    this.session = session;
    this.audit = audit;
  }

  /// Requests in portions, from the newest to the oldest.
  public interface Portions {
    /// @return empty after the last
    List<ExportedRequest> next();
  }

  /// What matches now, which is itself written down before. Each portion is read in a transaction
  /// of its own: the file is written when the use case is over.
  public Portions begin(Actor actor, RequestFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    ObjectNode asked = Json.object();
    filter.parameters().forEach(asked::put);
    audit.record(
        actor, "request.exported", "requests", Changes.none().changed("filter", asked, asked));
    Requests.Cursor newest = new Requests.Cursor(Ids.next(), null);
    return portions(new RequestSelection(actor.orgId(), reach, filter, newest, Instant.now()));
  }

  private Portions portions(RequestSelection all) {
    return new Portions() {
      private RequestSelection rest = all;

      @Override
      public List<ExportedRequest> next() {
        List<ExportedRequest> portion = portion(rest);
        if (!portion.isEmpty()) {
          rest = rest.before(portion.getLast().id());
        }
        return portion;
      }
    };
  }

  private List<ExportedRequest> portion(RequestSelection selection) {
    return database.inOrganization(
        selection.orgId(),
        () ->
            selection
                .query(session, ExportedRequest.SELECT, ExportedRequest.class, PORTION)
                .getResultList());
  }
}
