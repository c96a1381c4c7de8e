package ai.nemorouter.limit;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Node;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Shows operators the holds of all organizations, and gives one back at their word.
@ApplicationScoped
public class HeldCalls {
  private static final String ROW =
      """
      select h.org_id, h.id, o.slug as organization, o.name as organization_name, t.name as team_name,
             k.name as key_name, h.model, h.provider, h.amount, h.prompt_tokens + h.output_tokens as tokens,
             h.node, h.placed_at, h.expires_at
      """;
  private static final String FROM =
      """
      from holds h
      join organization_records o on o.id = h.org_id
      join teams t on t.org_id = h.org_id and t.id = h.team_id
      join key_records k on k.org_id = h.org_id and k.id = h.key_id
      """;
  private static final String MATCHING =
      """
      where strpos(lower(concat_ws(' ', o.slug, o.name, t.name, k.name, h.model, h.provider, h.node, h.id, h.request_id)),
                   lower(:text)) > 0
      """;
  private static final Map<String, String> ORDERS =
      Map.of(
          "amount", "h.amount desc, h.id",
          "expiry", "h.expires_at, h.id",
          "organization", "o.name, h.id");

  private final Database database;
  private final AuditLog audit;

  HeldCalls(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /// @param text part of an organization's, team's, key's, model's or node's name
  /// @param sort a column as in the address; the oldest first where it is none
  public record Search(String text, String sort, int page) {}

  public PageOf<HeldCall> list(Operator operator, Search search) {
    String order = ORDERS.getOrDefault(search.sort(), "h.placed_at, h.id");
    return database
        .acrossOrganizations()
        .read(handle ->
            new PageOf<>(
                handle
                    .createQuery(
                        ROW
                            + FROM
                            + MATCHING
                            + "order by "
                            + order
                            + " limit :limit offset :offset")
                    .bind("text", search.text())
                    .bind("limit", PageOf.SIZE)
                    .bind("offset", PageOf.offset(search.page()))
                    .map(ConstructorMapper.of(HeldCall.class))
                    .list(),
                PageOf.within(search.page()),
                handle
                    .createQuery("select count(*) " + FROM + MATCHING)
                    .bind("text", search.text())
                    .mapTo(Long.class)
                    .one()));
  }

  /// @throws NotFoundException if there is none, which is so once its call has ended
  public HeldCall find(Operator operator, UUID orgId, UUID callId) {
    return database
        .acrossOrganizations()
        .read(handle -> find(handle, orgId, callId))
        .orElseThrow(() -> new NotFoundException("hold: its call may have ended by now"));
  }

  /// Gives the hold back entirely. Should its call settle after all, its real cost is booked then.
  ///
  /// @return false if its call had ended by itself
  public boolean release(Operator operator, UUID orgId, UUID callId) {
    return database
        .acrossOrganizations()
        .inTransaction(handle -> {
          Optional<HeldCall> held = find(handle, orgId, callId);
          if (held.isEmpty() || !release(handle, orgId, callId)) {
            return false;
          }
          audit.record(
              handle,
              operator.within(orgId),
              "hold.released",
              "hold " + callId,
              Changes.between(held(held.get()), null));
          return true;
        });
  }

  private static ObjectNode held(HeldCall call) {
    return Json.object()
        .put("amount_nano_usd", call.amount().nanos())
        .put("tokens", call.tokens())
        .put("model", call.model())
        .put("key", call.keyName())
        .put("node", call.node())
        .put("placed_at", call.placedAt().toString())
        .put("expires_at", call.expiresAt().toString());
  }

  /// Whether it was this that ended it: a settlement may have come between.
  private static boolean release(Handle handle, UUID orgId, UUID callId) {
    handle
        .createQuery("select release_hold(:node, :orgId, :id)")
        .bind("node", Node.name())
        .bind("orgId", orgId)
        .bind("id", callId)
        .mapTo(Boolean.class)
        .one();
    return handle
        .createQuery(
            "select exists (select from every_attempt where org_id = :orgId and id = :id and status = 'released')")
        .bind("orgId", orgId)
        .bind("id", callId)
        .mapTo(Boolean.class)
        .one();
  }

  private static Optional<HeldCall> find(Handle handle, UUID orgId, UUID callId) {
    return handle
        .createQuery(ROW + FROM + "where h.org_id = :orgId and h.id = :id")
        .bind("orgId", orgId)
        .bind("id", callId)
        .map(ConstructorMapper.of(HeldCall.class))
        .findOne();
  }
}
