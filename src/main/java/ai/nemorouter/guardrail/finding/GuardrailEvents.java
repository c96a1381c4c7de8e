package ai.nemorouter.guardrail.finding;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.guardrail.finding.EventPage.Cursor;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Shows what guardrails found in the actor's teams. Matched texts that a rule keeps are for those
/// who may change guardrails in that team.
@ForActor
@ApplicationScoped
public class GuardrailEvents {
  private final EventRows rows;
  private final Secrets secrets;

  GuardrailEvents(EventRows rows, Secrets secrets) {
    this.rows = rows;
    this.secrets = secrets;
  }

  /// @param size how many at most
  public EventPage page(Actor actor, EventFilter filter, Cursor cursor, int size) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return EventPage.of(rows.page(actor.orgId(), reach, filter, cursor, size), cursor, size);
  }

  /// @throws NotFoundException also for an event of a team that the actor may not see
  public EventDetail find(Actor actor, UUID id) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return rows.find(actor.orgId(), reach, id)
        .map(event -> detail(actor, event))
        .orElseThrow(() -> new NotFoundException("event"));
  }

  /// What each rule said of a request; empty where none looked at it, or none has been written down
  /// yet.
  public Optional<RequestVerdicts> ofRequest(Actor actor, UUID requestId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return rows.screening(actor.orgId(), reach, requestId)
        .map(screening -> {
          List<EventDetail> events =
              rows.ofRequest(actor.orgId(), requestId).stream()
                  .map(event -> detail(actor, event))
                  .toList();
          return new RequestVerdicts(
              requestId, screening.verdict(), RequestVerdicts.rules(screening.rules()), events);
        });
  }

  private EventDetail detail(Actor actor, EventRow event) {
    EventRows.Stored stored = rows.stored(actor.orgId(), event.id());
    String matched = stored.matched();
    boolean readable =
        secrets.areAvailable() && actor.may(Permission.MANAGE_GUARDRAILS, event.teamId());
    String texts =
        matched != null && readable
            ? secrets.open(matched, FindingWriter.place(actor.orgId(), event.id()))
            : "";
    return new EventDetail(
        event, EventDetail.places(stored.findings(), texts), stored.tookUs(), matched != null);
  }
}
