package ai.nemorouter.limit.inflight;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Node;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/// Shows operators the holds of all organizations, and gives one back at their word.
@ApplicationScoped
public class HeldAttempts {
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
      join team_records t on t.org_id = h.org_id and t.id = h.team_id
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
  private final Session session;
  private final AuditLog audit;

  HeldAttempts(Database database, Session session, AuditLog audit) {
    this.database = database;
    this.session = session;
    this.audit = audit;
  }

  /// As stored.
  record Row(
      UUID orgId,
      UUID id,
      String organization,
      String organizationName,
      String teamName,
      String keyName,
      String model,
      String provider,
      long amount,
      long tokens,
      String node,
      Instant placedAt,
      Instant expiresAt) {
    HeldAttempt attempt() {
      return new HeldAttempt(
          orgId,
          id,
          organization,
          organizationName,
          teamName,
          keyName,
          model,
          provider,
          Money.ofNanos(amount),
          tokens,
          node,
          placedAt,
          expiresAt);
    }
  }

  /// @param text part of an organization's, team's, key's, model's or node's name
  /// @param sort a column as in the address; the oldest first where it is none
  public record Search(String text, String sort, int page) {}

  public PageOf<HeldAttempt> list(Operator operator, Search search) {
    String order =
        SortWord.directed(
            ORDERS.getOrDefault(SortWord.column(search.sort()), "h.placed_at, h.id"),
            search.sort());
    return database.inInstallation(() -> {
      List<Row> rows =
          session
              .createNativeQuery(ROW + FROM + MATCHING + "order by " + order, Row.class)
              .setParameter("text", search.text())
              .setFirstResult(PageOf.offset(search.page()))
              .setMaxResults(PageOf.SIZE)
              .getResultList();
      long found =
          session
              .createNativeQuery("select count(*) " + FROM + MATCHING, Long.class)
              .setParameter("text", search.text())
              .getSingleResult();
      return new PageOf<>(rows, PageOf.within(search.page()), found).map(Row::attempt);
    });
  }

  /// @throws NotFoundException if there is none, which is so once its attempt has ended
  public HeldAttempt find(Operator operator, UUID orgId, UUID callId) {
    return database
        .inInstallation(() -> find(orgId, callId))
        .orElseThrow(() -> new NotFoundException("hold: its attempt may have ended by now"));
  }

  /// Gives the hold back entirely. Should its attempt settle after all, its real cost is booked
  /// then.
  ///
  /// @return false if its attempt had ended by itself
  public boolean release(Operator operator, UUID orgId, UUID callId) {
    return database.inInstallation(() -> {
      Optional<HeldAttempt> held = find(orgId, callId);
      if (held.isEmpty() || !release(orgId, callId)) {
        return false;
      }
      audit.record(
          operator.within(orgId),
          "hold.released",
          "hold " + callId,
          Changes.between(held(held.get()), null));
      return true;
    });
  }

  private static ObjectNode held(HeldAttempt attempt) {
    return Json.object()
        .put("amount_nano_usd", attempt.amount().nanos())
        .put("tokens", attempt.tokens())
        .put("model", attempt.model())
        .put("key", attempt.keyName())
        .put("node", attempt.node())
        .put("placed_at", attempt.placedAt().toString())
        .put("expires_at", attempt.expiresAt().toString());
  }

  /// Whether it was this that ended it: a settlement may have come between.
  private boolean release(UUID orgId, UUID callId) {
    session
        .createNativeQuery("select release_hold(:node, :orgId, :id)", Boolean.class)
        .setParameter("node", Node.name())
        .setParameter("orgId", orgId)
        .setParameter("id", callId)
        .getSingleResult();
    return session
        .createNativeQuery(
            "select exists (select from every_attempt where org_id = :orgId and id = :id and status = 'released')",
            Boolean.class)
        .setParameter("orgId", orgId)
        .setParameter("id", callId)
        .getSingleResult();
  }

  private Optional<HeldAttempt> find(UUID orgId, UUID callId) {
    return session
        .createNativeQuery(ROW + FROM + "where h.org_id = :orgId and h.id = :id", Row.class)
        .setParameter("orgId", orgId)
        .setParameter("id", callId)
        .uniqueResultOptional()
        .map(Row::attempt);
  }
}
