package ai.nemorouter.organization;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Role;
import ai.nemorouter.account.Users;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.invitation.Invitations;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Shows operators all organizations and makes new ones.
@ApplicationScoped
public class OperatorOrganizations {
  public static final String ACTIVE = "active";
  static final String SUSPENDED = "suspended";
  static final String DELETING = "deleting";

  private final Database database;
  private final OrganizationRows rows;
  private final Organizations organizations;
  private final Members members;
  private final Users users;
  private final Invitations invitations;
  private final Constraints constraints;
  private final AuditLog auditLog;

  OperatorOrganizations(
      Database database,
      OrganizationRows rows,
      Organizations organizations,
      Members members,
      Users users,
      Invitations invitations,
      Constraints constraints,
      AuditLog auditLog) {
    this.database = database;
    this.rows = rows;
    this.organizations = organizations;
    this.members = members;
    this.users = users;
    this.invitations = invitations;
    this.constraints = constraints;
    this.auditLog = auditLog;
  }

  /// The orders in which organizations are listed.
  public enum Sort {
    NAME,
    MEMBERS,
    CREDIT,
    NEWEST
  }

  /// @param query searches names, addresses, e-mail addresses and ids; shows `ACTIVE` ones,
  ///   `SUSPENDED` ones, `DELETING` ones, or all; by a `Sort`
  public PageOf<OrganizationOverview> list(Operator operator, ListQuery query) {
    return database.inInstallation(() -> {
      PageOf<OrganizationRows.Figures> page = rows.page(query);
      Map<UUID, Organization> shown =
          rows.byId(page.items().stream().map(OrganizationRows.Figures::id).toList());
      return page.map(figures ->
          new OrganizationOverview(
              Objects.requireNonNull(shown.get(figures.id())),
              figures.createdAt(),
              Math.toIntExact(figures.members()),
              Money.ofNanos(figures.credit()),
              Money.ofNanos(figures.spend())));
    });
  }

  public Organization find(Operator operator, UUID orgId) {
    return database.inInstallation(() -> rows.enterableOrThrow(orgId));
  }

  /// What became of the first owner.
  public enum FirstOwner {
    NONE,
    MADE,
    INVITED,
    /// The invitation is there, and its link was sent to no address.
    INVITED_WITHOUT_MAIL
  }

  /// A new organization, and what became of its first owner.
  public record Made(UUID id, FirstOwner owner) {}

  /// Makes an organization without teams and credit. An owner without an account is invited.
  public Made create(Operator operator, NewOrganization wanted) {
    String name = constraints.requireMet(wanted).name();
    String email = wanted.owner().isEmpty() ? null : wanted.owner();
    UUID made =
        database.inInstallation(() -> {
          organizations.lockForCreation();
          UUID orgId = organizations.create(name, name, false);
          account(email).ifPresent(ownerId -> members.ensure(orgId, ownerId, Role.OWNER));
          record(operator, orgId, Json.object().put("name", name).put("owner", email));
          return orgId;
        });
    return new Made(made, email == null ? FirstOwner.NONE : welcome(operator, made, email));
  }

  private FirstOwner welcome(Operator operator, UUID orgId, String email) {
    if (database.inInstallation(() -> account(email).isPresent())) {
      return FirstOwner.MADE;
    }
    Invitations.Wanted wanted = new Invitations.Wanted(email, Role.OWNER.slug(), Map.of());
    return invitations.invite(operator.within(orgId), wanted).isMailed()
        ? FirstOwner.INVITED
        : FirstOwner.INVITED_WITHOUT_MAIL;
  }

  private Optional<UUID> account(@Nullable String email) {
    return email == null ? Optional.empty() : users.holder(email).map(Users.Holder::id);
  }

  private void record(Operator operator, UUID orgId, ObjectNode details) {
    String action = "organization.created";
    auditLog.record(operator.within(orgId), action, "organization", details);
    auditLog.record(operator, action, "organization " + orgId, details);
  }
}
