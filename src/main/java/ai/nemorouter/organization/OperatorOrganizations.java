package ai.nemorouter.organization;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Shows operators all organizations and makes new ones.
@ApplicationScoped
public class OperatorOrganizations {
  private static final String MATCHING =
      """
      from organizations o
      where o.deleted_at is null and strpos(lower(concat_ws(' ', o.name, o.slug, o.contact_email, o.id)), lower(:search)) > 0
        and case :state when 'suspended' then o.suspended_at is not null and o.deletion_requested_at is null
          when 'deleting' then o.deletion_requested_at is not null else true end
      """;

  private final Database database;
  private final Organizations organizations;
  private final Members members;
  private final Invitations invitations;
  private final Constraints constraints;
  private final AuditLog auditLog;

  OperatorOrganizations(
      Database database,
      Organizations organizations,
      Members members,
      Invitations invitations,
      Constraints constraints,
      AuditLog auditLog) {
    this.database = database;
    this.organizations = organizations;
    this.members = members;
    this.invitations = invitations;
    this.constraints = constraints;
    this.auditLog = auditLog;
  }

  /// The orders in which organizations are listed.
  public enum Sort {
    NAME("lower(o.name), o.id"),
    MEMBERS("members desc, lower(o.name), o.id"),
    CREDIT("credit, lower(o.name), o.id"),
    NEWEST("o.created_at desc, o.id desc");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a name, an address, an e-mail address or an id; empty for all
  /// @param state `suspended` or `deleting`; anything else for all
  public record Filter(String search, String state, Sort sort, int page) {
    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  public PageOf<OrganizationOverview> list(Operator operator, Filter filter) {
    return database
        .acrossOrganizations()
        .read(handle ->
            new PageOf<>(
                rows(handle, filter),
                filter.page(),
                bind(handle.createQuery("select count(*) " + MATCHING), filter)
                    .mapTo(Long.class)
                    .one()));
  }

  public Organization find(Operator operator, UUID orgId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select %s from organizations o where o.id = :id and %s"
                        .formatted(Organization.COLUMNS, Organization.ENTERABLE))
                .bind("id", orgId)
                .map(ConstructorMapper.of(Organization.class))
                .findOne()
                .orElseThrow(() -> new NotFoundException("organization")));
  }

  /// What became of the first owner.
  public enum FirstOwner {
    NONE,
    MADE,
    INVITED,
    /// The invitation is there, and nobody was sent its link.
    INVITED_WITHOUT_MAIL
  }

  /// Makes an organization without teams and credit. An owner without an account is invited.
  public FirstOwner create(Operator operator, NewOrganization wanted) {
    String valid = constraints.requireMet(wanted).name();
    String email = wanted.owner().isEmpty() ? null : wanted.owner();
    Organization made =
        database
            .acrossOrganizations()
            .inTransaction(handle -> {
              Organizations.takeTurns(handle);
              UUID orgId = organizations.create(handle, valid, valid, false);
              ObjectNode details = Json.object().put("name", valid);
              details.put("owner", email);
              account(handle, email)
                  .ifPresent(ownerId -> members.ensure(orgId, ownerId, Role.OWNER));
              auditLog.record(
                  handle, operator.within(orgId), "organization.created", "organization", details);
              auditLog.record(
                  handle, operator, "organization.created", "organization " + orgId, details);
              return OrganizationSettings.find(handle, orgId, "");
            });
    return email == null ? FirstOwner.NONE : welcome(operator, made, email);
  }

  private FirstOwner welcome(Operator operator, Organization made, String email) {
    boolean isMember =
        database.acrossOrganizations().read(handle -> account(handle, email).isPresent());
    if (isMember) {
      return FirstOwner.MADE;
    }
    Invitations.Wanted wanted = new Invitations.Wanted(email, Role.OWNER.slug(), Map.of());
    return invitations.invite(operator.within(made.id()), wanted).isMailed()
        ? FirstOwner.INVITED
        : FirstOwner.INVITED_WITHOUT_MAIL;
  }

  private static Optional<UUID> account(Handle handle, @Nullable String email) {
    return handle
        .createQuery("select id from users where lower(email) = lower(:email)")
        .bind("email", email)
        .mapTo(UUID.class)
        .findOne();
  }

  /// What a month cost is summed for the organizations on the page only.
  private static List<OrganizationOverview> rows(Handle handle, Filter filter) {
    return bind(
            handle.createQuery(
                """
                select p.id, p.slug, p.name, p.timezone, p.demo, p.contact_email, p.owners_suspended_at, p.operators_suspended_at,
                  p.operators_reason, p.deletion_due_at, p.created_at, p.members, p.credit, bounded(coalesce((select sum(c.cost) from calls c
                    where c.org_id = p.id and c.id >= first_id_of(:month)), 0)) as spend
                from (
                  select %s, o.created_at,
                    (select count(*) from members m where m.org_id = o.id)::int as members,
                    bounded(coalesce((select l.amount - coalesce(sum(w.used::numeric + w.held), 0) from limits l
                      left join windows w on w.org_id = l.org_id and w.limit_id = l.id
                      where l.org_id = o.id and l.scope_id = o.id and l.kind = 'credit' and l.removed_at is null
                      group by l.id, l.amount), 0)) as credit
                  %s order by %s limit :limit offset :offset) p
                """
                    .formatted(Organization.COLUMNS, MATCHING, filter.sort().columns)),
            filter)
        .bind(
            "month",
            LocalDate.now(ZoneOffset.UTC)
                .withDayOfMonth(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toOffsetDateTime())
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(filter.page()))
        .map(ConstructorMapper.of(OrganizationOverview.class))
        .list();
  }

  private static Query bind(Query query, Filter filter) {
    return query.bind("search", filter.search()).bind("state", filter.state());
  }
}
