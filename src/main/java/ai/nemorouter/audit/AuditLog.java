package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.MemberOrganizations;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Writes down who changed what, in the transaction of the change itself: neither is there without
/// the other.
@ApplicationScoped
public class AuditLog {
  private static final String OPERATOR = "operator";
  private static final String OPERATOR_KEY = "operator_key";

  /// Under which the log of the installation itself is: what operators did outside organizations.
  public static final UUID INSTALLATION = new UUID(0, 0);

  private final Session session;
  private final MemberOrganizations organizations;

  AuditLog(Session session, MemberOrganizations organizations) {
    this.session = session;
    this.organizations = organizations;
  }

  /// In the transaction that the thread is in.
  ///
  /// @param action a noun and a verb, as in `hold.released`
  /// @param target what was changed, as in `hold 0199…`
  /// @param details what it was before and after, as `Changes` puts it; never a secret
  public void record(Actor actor, String action, String target, JsonNode details) {
    Doer doer = new Doer(kind(actor), id(actor), actor.displayName(), actor.origin());
    record(actor.orgId(), doer, action, target, details);
  }

  /// The same with what changed told field by field.
  public void record(Actor actor, String action, String target, Changes changes) {
    record(actor, action, target, changes.json());
  }

  /// What somebody who runs the installation did outside any organization.
  public void record(Operator operator, String action, String target, JsonNode details) {
    String kind = operator.program() ? OPERATOR_KEY : OPERATOR;
    Doer doer = new Doer(kind, operator.id(), operator.displayName(), operator.origin());
    record(INSTALLATION, doer, action, target, details);
  }

  /// The same with what changed told field by field.
  public void record(Operator operator, String action, String target, Changes changes) {
    record(operator, action, target, changes.json());
  }

  /// What somebody did with their own account, as signing in: written down in every organization
  /// they belong to, and with the installation's own if they run it. To be called across
  /// organizations.
  public void recordPersonal(Personal person, String action, String target, JsonNode details) {
    for (UUID orgId : organizations.of(person.userId())) {
      record(
          new Actor.Person(
              orgId, person.userId(), person.name(), Rights.NONE, false, person.origin()),
          action,
          target,
          details);
    }
    if (person.operator()) {
      record(
          new Operator(person.userId(), person.name(), person.origin()), action, target, details);
    }
  }

  /// Somebody as the owner of their account.
  public record Personal(UUID userId, String name, boolean operator, Origin origin) {}

  /// Who did something, as the log names them.
  record Doer(String kind, @Nullable UUID id, String name, Origin origin) {}

  private void record(UUID log, Doer doer, String action, String target, JsonNode details) {
    session.persist(new AuditEntity(log, doer, action, target, Json.write(details)));
  }

  private static String kind(Actor actor) {
    return switch (actor) {
      case Actor.Person person -> person.operator() ? OPERATOR : "member";
      case Actor.Automation program -> program.operator() ? OPERATOR_KEY : "automation";
      case Actor.Setup _ -> "setup";
    };
  }

  private static @Nullable UUID id(Actor actor) {
    return switch (actor) {
      case Actor.Person person -> person.userId();
      case Actor.Automation automation -> automation.keyId();
      case Actor.Setup _ -> null;
    };
  }
}
