package ai.nemorouter.sso.domain;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The e-mail domains that organizations say are theirs. The operator of this installation looks at
/// each before it counts: they know their tenants, and a name server only knows who may write to
/// it.
@ForActor
@ApplicationScoped
public class Domains {
  private static final int DOMAINS_MAX = 50;

  private final DomainRows rows;
  private final DomainQueries queries;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  Domains(
      DomainRows rows,
      DomainQueries queries,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.rows = rows;
    this.queries = queries;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// @param approvedAt null as long as it binds nothing
  public record Domain(
      UUID orgId,
      String domain,
      Instant requestedAt,
      String requestedBy,
      @Nullable Instant approvedAt,
      @Nullable String approvedBy) {
    public boolean isApproved() {
      return approvedAt != null;
    }
  }

  /// A domain as the operator of this installation sees it.
  public record Claimed(Domain domain, String organization) {}

  public List<Domain> list(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return queries.of(actor.orgId());
  }

  public void request(Actor actor, DomainForm form) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    String domain = constraints.requireMet(form).domain();
    boolean full = queries.count(actor.orgId()) >= DOMAINS_MAX;
    if (full || queries.insert(actor.orgId(), domain, actor.displayName()) == 0) {
      throw new InvalidInputException(
          "domain", "It is in the list already, or there are %d domains.".formatted(DOMAINS_MAX));
    }
    auditLog.record(actor, "sso_domain.requested", target(domain), Json.object());
  }

  Domain find(Actor actor, String domain) {
    return list(actor).stream()
        .filter(one -> one.domain().equals(domain))
        .findFirst()
        .orElseThrow(Domains::none);
  }

  void remove(Actor actor, String domain) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    if (queries.delete(actor.orgId(), domain) == 0) {
      throw none();
    }
    auditLog.record(actor, "sso_domain.removed", target(domain), Json.object());
  }

  /// Those that wait for an answer first.
  PageOf<Claimed> all(Operator operator, String search, int page) {
    return database.inInstallation(() -> rows.page(search, page));
  }

  Claimed find(Operator operator, UUID orgId, String domain) {
    return database.inInstallation(() -> rows.claimed(orgId, domain)).orElseThrow(Domains::none);
  }

  /// From now on the domain binds the organization's invitations.
  public void approve(Operator operator, UUID orgId, String domain) {
    database.inInstallation(() -> {
      // Held, so that of two who are approved at the same moment the second is refused.
      List<DomainEntity> claims = rows.lockAll(domain);
      if (claims.stream().anyMatch(claim -> claim.isApproved() && !claim.isOf(orgId))) {
        throw new InvalidInputException(
            "domain", "Another organization has this domain. It has to let it go first.");
      }
      claims.stream()
          .filter(claim -> claim.isOf(orgId) && !claim.isApproved())
          .forEach(claim -> {
            claim.approve(operator.displayName(), database.now());
            auditLog.record(
                operator.within(orgId), "sso_domain.approved", target(domain), Json.object());
          });
      return claims;
    });
  }

  /// Takes a domain away from an organization, approved or not.
  void refuse(Operator operator, UUID orgId, String domain) {
    database.inInstallation(() -> {
      int removed = queries.delete(orgId, domain);
      if (removed == 1) {
        auditLog.record(
            operator.within(orgId), "sso_domain.refused", target(domain), Json.object());
      }
      return removed;
    });
  }

  private static String target(String domain) {
    return "domain " + domain;
  }

  private static NotFoundException none() {
    return new NotFoundException("domain");
  }
}
