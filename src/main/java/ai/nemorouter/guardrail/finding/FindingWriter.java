package ai.nemorouter.guardrail.finding;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.secret.Secrets;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.Session;

/// Writes what guardrails found in some requests, of any organizations, in one statement: requests,
/// events and figures together, and each request once, however often it is tried.
@ApplicationScoped
class FindingWriter {
  private static final String CALL =
      "org_id uuid, call_id uuid, team_id uuid, key_id uuid, member_id uuid, at timestamptz, model text";

  private static final String RULE =
      "rule_id uuid, rule_version int, rule_name text, check_kind text, action text, shadow boolean, verdict text,"
          + " failed boolean, found int, took_us bigint";

  private static final String WRITE =
      """
      with given as (
        select g.* from jsonb_to_recordset(cast(:screenings as jsonb)) as g (%1$s, verdict text, rules jsonb)
          join organization_records o on o.id = g.org_id and (o.deletion_due_at is null or o.deletion_due_at > now())),
      fresh as (
        insert into guardrail_screenings (org_id, call_id, team_id, key_id, member_id, at, model, verdict, rules)
        select org_id, call_id, team_id, key_id, member_id, at, model, verdict, rules from given
        order by org_id, call_id
        on conflict do nothing
        returning org_id, call_id),
      events as (
        insert into guardrail_events (org_id, id, call_id, team_id, key_id, member_id, at, model, rule_id, rule_version, rule_name, check_kind,
          action, shadow, verdict, failed, found, directions, kinds, findings, matched, took_us)
        select e.org_id, e.id, e.call_id, e.team_id, e.key_id, e.member_id, e.at, e.model, e.rule_id, e.rule_version, e.rule_name, e.check_kind,
          e.action, e.shadow, e.verdict, e.failed, e.found, e.directions, e.kinds, e.findings, e.matched, e.took_us
        from jsonb_to_recordset(cast(:events as jsonb))
          as e (id uuid, %1$s, %2$s, directions text[], kinds text[], findings jsonb, matched text)
          join fresh f on f.org_id = e.org_id and f.call_id = e.call_id
        returning 1)
      insert into guardrail_hours as h (org_id, hour, rule_id, team_id, key_id, rule_name, check_kind, screened, hits, found,
        flags, redactions, blocks, shadow_hits, failures, took_us)
      select g.org_id, date_trunc('hour', g.at, 'UTC'), r.rule_id, g.team_id, g.key_id, max(r.rule_name), max(r.check_kind),
        count(*), count(*) filter (where r.found > 0), sum(r.found),
        count(*) filter (where not r.shadow and r.verdict = 'flagged'),
        count(*) filter (where not r.shadow and r.verdict = 'redacted'),
        count(*) filter (where not r.shadow and r.verdict = 'blocked'),
        count(*) filter (where r.shadow and r.found > 0), count(*) filter (where r.failed), sum(r.took_us)
      from fresh f
      join given g on g.org_id = f.org_id and g.call_id = f.call_id
      cross join lateral jsonb_to_recordset(g.rules) as r (%2$s)
      group by 1, 2, 3, 4, 5
      order by 1, 2, 3, 4, 5
      on conflict (org_id, hour, rule_id, team_id, key_id) do update
        set rule_name = excluded.rule_name, check_kind = excluded.check_kind,
          screened = h.screened + excluded.screened, hits = h.hits + excluded.hits, found = h.found + excluded.found,
          flags = h.flags + excluded.flags, redactions = h.redactions + excluded.redactions, blocks = h.blocks + excluded.blocks,
          shadow_hits = h.shadow_hits + excluded.shadow_hits, failures = h.failures + excluded.failures,
          took_us = h.took_us + excluded.took_us
      """
          .formatted(CALL, RULE);

  private final Database database;
  private final Session session;
  private final Secrets secrets;

  FindingWriter(Database database, Session session, Secrets secrets) {
    this.database = database;
    this.session = session;
    this.secrets = secrets;
  }

  void write(List<ScreenedRequest> requests) {
    ArrayNode screenings = Json.object().putArray("screenings");
    ArrayNode events = Json.object().putArray("events");
    for (ScreenedRequest request : requests) {
      screenings.add(FindingJson.screening(request));
      for (ScreenedRequest.RuleResult rule : request.rules()) {
        if (rule.failed() || !rule.findings().isEmpty()) {
          events.add(event(request, rule));
        }
      }
    }
    String screeningsText = Json.write(screenings);
    String eventsText = Json.write(events);
    database.inInstallation(() ->
        session
            .createNativeMutationQuery(WRITE)
            .setParameter("screenings", screeningsText)
            .setParameter("events", eventsText)
            .executeUpdate());
  }

  private ObjectNode event(ScreenedRequest request, ScreenedRequest.RuleResult rule) {
    UUID id = Ids.at(request.at());
    ObjectNode json = FindingJson.request(request).put("id", id.toString());
    json.setAll(FindingJson.rule(rule));
    Set<String> directions = new TreeSet<>();
    Set<String> kinds = new TreeSet<>();
    for (ScreenedRequest.Found found : rule.findings()) {
      directions.add(FindingJson.word(found.direction()));
      kinds.add(FindingJson.word(found.kind()));
    }
    ArrayNode ways = json.putArray("directions");
    directions.forEach(ways::add);
    ArrayNode found = json.putArray("kinds");
    kinds.forEach(found::add);
    json.set("findings", FindingJson.findings(rule));
    String matched = FindingJson.matched(rule);
    if (!matched.isEmpty() && secrets.areAvailable()) {
      json.put("matched", secrets.seal(matched, place(request.orgId(), id)));
    }
    return json;
  }

  /// Names the row and column of a sealed text.
  static String place(UUID orgId, UUID eventId) {
    return "guardrail_events/" + orgId + "/" + eventId + "/matched";
  }
}
