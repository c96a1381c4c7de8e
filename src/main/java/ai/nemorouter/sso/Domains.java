package ai.nemorouter.sso;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// The e-mail domains that organizations say are theirs. The operator of this installation looks at
/// each before it counts: they know their tenants, and a name server only knows who may write to
/// it.
@ApplicationScoped
class Domains {
  private static final Pattern DOMAIN =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");
  private static final int LENGTH_MAX = 190;
  private static final int DOMAINS_MAX = 50;
  private static final String COLUMNS =
      "d.org_id, d.domain, d.requested_at, d.requested_by, d.approved_at, d.approved_by";

  private static final String CLAIMED =
      "select "
          + COLUMNS
          + ", o.name as organization, o.slug from sso_domains d join organization_records o on o.id = d.org_id";

  private static final RowMapper<Claimed> CLAIMED_ROW =
      (row, context) ->
          new Claimed(
              ConstructorMapper.of(Domain.class).map(row, context),
              row.getString("organization"),
              row.getString("slug"));

  private final Database database;
  private final AuditLog auditLog;

  Domains(Database database, AuditLog auditLog) {
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
  public record Claimed(Domain domain, String organization, String slug) {}

  List<Domain> list(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    "select "
                        + COLUMNS
                        + " from sso_domains d where d.org_id = :orgId order by d.domain")
                .bind("orgId", actor.orgId())
                .map(ConstructorMapper.of(Domain.class))
                .list());
  }

  void request(Actor actor, String typed) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    String domain = typed.strip().toLowerCase(Locale.ROOT);
    if (domain.length() > LENGTH_MAX || !DOMAIN.matcher(domain).matches()) {
      throw new InvalidInputException("domain", "Enter a domain, as in example.com.");
    }
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          int added =
              handle
                  .createUpdate(
                      """
                      insert into sso_domains (org_id, domain, requested_by)
                      select :orgId, :domain, :requestedBy
                      where (select count(*) from sso_domains where org_id = :orgId) < :most
                      on conflict do nothing
                      """)
                  .bind("orgId", actor.orgId())
                  .bind("domain", domain)
                  .bind("requestedBy", actor.displayName())
                  .bind("most", DOMAINS_MAX)
                  .execute();
          if (added == 0) {
            throw new InvalidInputException(
                "domain",
                "It is in the list already, or there are %d domains.".formatted(DOMAINS_MAX));
          }
          auditLog.record(handle, actor, "sso_domain.requested", "domain " + domain, Json.object());
        });
  }

  Domain find(Actor actor, String domain) {
    return list(actor).stream()
        .filter(one -> one.domain().equals(domain))
        .findFirst()
        .orElseThrow(() -> new NotFoundException("domain"));
  }

  void remove(Actor actor, String domain) {
    actor.authorizeOrThrow(Permission.CHANGE_SETTINGS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          int removed =
              handle.execute(
                  "delete from sso_domains where org_id = ? and domain = ?", actor.orgId(), domain);
          if (removed == 0) {
            throw new NotFoundException("domain");
          }
          auditLog.record(handle, actor, "sso_domain.removed", "domain " + domain, Json.object());
        });
  }

  /// Those that wait for an answer first.
  PageOf<Claimed> all(Operator operator, String search, int page) {
    return database
        .acrossOrganizations()
        .read(handle -> new PageOf<>(claimed(handle, search, page), page, count(handle, search)));
  }

  Claimed find(Operator operator, UUID orgId, String domain) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(CLAIMED + " where d.org_id = :orgId and d.domain = :domain")
                .bind("orgId", orgId)
                .bind("domain", domain)
                .map(CLAIMED_ROW)
                .findOne()
                .orElseThrow(() -> new NotFoundException("domain")));
  }

  /// From now on the domain binds the organization's invitations.
  void approve(Operator operator, UUID orgId, String domain) {
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          // So that of two who are approved at the same moment the second is refused.
          handle
              .select(
                  "select 1 from sso_domains where domain = ? order by org_id for update", domain)
              .mapTo(Integer.class)
              .list();
          boolean taken =
              handle
                  .createQuery(
                      """
                      select exists (select from sso_domains
                        where domain = :domain and org_id <> :orgId and approved_at is not null)
                      """)
                  .bind("domain", domain)
                  .bind("orgId", orgId)
                  .mapTo(Boolean.class)
                  .one();
          if (taken) {
            throw new InvalidInputException(
                "domain", "Another organization has this domain. It has to let it go first.");
          }
          int approved =
              handle.execute(
                  "update sso_domains set approved_at = now(), approved_by = ? where org_id = ? and domain = ? and approved_at is null",
                  operator.displayName(),
                  orgId,
                  domain);
          if (approved == 1) {
            auditLog.record(
                handle,
                operator.within(orgId),
                "sso_domain.approved",
                "domain " + domain,
                Json.object());
          }
        });
  }

  /// Takes a domain away from an organization, approved or not.
  void refuse(Operator operator, UUID orgId, String domain) {
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          int removed =
              handle.execute(
                  "delete from sso_domains where org_id = ? and domain = ?", orgId, domain);
          if (removed == 1) {
            auditLog.record(
                handle,
                operator.within(orgId),
                "sso_domain.refused",
                "domain " + domain,
                Json.object());
          }
        });
  }

  private static List<Claimed> claimed(Handle handle, String search, int page) {
    return handle
        .createQuery(
            CLAIMED
                + """
                 where strpos(d.domain, lower(:search)) > 0 or strpos(lower(o.name), lower(:search)) > 0
                order by d.approved_at is not null, d.domain, d.org_id limit :limit offset :offset
                """)
        .bind("search", search)
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(page))
        .map(CLAIMED_ROW)
        .list();
  }

  private static long count(Handle handle, String search) {
    return handle
        .createQuery(
            """
            select count(*) from sso_domains d join organization_records o on o.id = d.org_id
            where strpos(d.domain, lower(:search)) > 0 or strpos(lower(o.name), lower(:search)) > 0
            """)
        .bind("search", search)
        .mapTo(Long.class)
        .one();
  }
}
