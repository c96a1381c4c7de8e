package ai.nemorouter.usage.story;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Which limit turned a request down, as the record of the request names it: a scope has at most
/// one limit for each unit, period, model and provider.
@ForActor
@ApplicationScoped
public class RefusedLimits {
  private static final String REFUSAL =
      """
      select cast(c.refusal as text) from calls c
      where c.org_id = :orgId and c.id = :id and c.refusal is not null
        and (:everywhere or c.team_id = any(:teams))
      """;

  private final Session session;

  RefusedLimits(Session session) {
    this.session = session;
  }

  /// What the record says of the limit.
  ///
  /// @param credit whether it was the organization's credit; the rest is about no other limit then
  public record Refused(
      boolean credit,
      Scope.Kind scope,
      Unit unit,
      Period period,
      @Nullable String model,
      @Nullable String provider) {
    /// Whether it is that limit.
    public boolean is(Limit limit) {
      LimitTerms terms = limit.terms();
      return !credit
          && limit.scope().kind() == scope
          && terms.unit() == unit
          && terms.period() == period
          && Objects.equals(terms.model(), model)
          && Objects.equals(terms.provider(), provider);
    }
  }

  /// Empty for a request that no limit refused, or that the actor may not see.
  public Optional<Refused> of(Actor actor, UUID id) {
    Reach reach = actor.rights().reach(Permission.VIEW_CALLS);
    return session
        .createNativeQuery(REFUSAL, String.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("id", id)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .uniqueResultOptional()
        .flatMap(RefusedLimits::read);
  }

  private static Optional<Refused> read(String json) {
    JsonNode node = Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
    Optional<Unit> unit = Unit.of(node.path("unit").asText());
    Optional<Period> period = Period.of(node.path("period").asText());
    boolean credit = node.path("limit_source").asText().equals("organization_credit");
    if (unit.isEmpty() || period.isEmpty() || !node.has("scope")) {
      return credit
          ? Optional.of(
              new Refused(true, Scope.Kind.ORGANIZATION, Unit.USD, Period.TOTAL, null, null))
          : Optional.empty();
    }
    return Optional.of(
        new Refused(
            credit,
            Scope.Kind.of(node.path("scope").asText()),
            unit.orElseThrow(),
            period.orElseThrow(),
            text(node, "limit_model"),
            text(node, "limit_provider")));
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() ? value.asText() : null;
  }
}
