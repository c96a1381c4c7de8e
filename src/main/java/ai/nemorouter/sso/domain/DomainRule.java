package ai.nemorouter.sso.domain;

import ai.nemorouter.organization.invitation.InvitationRule;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// Lets an organization with domains of its own invite only people with an address there, and lets
/// people register with an address of a domain only for the organization that it belongs to.
/// Neither looks at accounts: an answer that depended on one would tell who has one.
@ApplicationScoped
class DomainRule implements InvitationRule {
  private final DomainQueries queries;

  DomainRule(DomainQueries queries) {
    this.queries = queries;
  }

  @Override
  public void check(UUID orgId, String email) {
    List<String> domains = queries.approved(orgId);
    if (!domains.isEmpty() && !domains.contains(domain(email))) {
      throw new InvalidInputException(
          "email",
          "Only people with an address at %s can be invited to this organization. Others can join through single sign-on."
              .formatted(String.join(", ", domains)));
    }
  }

  @Override
  public void checkRegistration(UUID orgId, String email) {
    boolean foreign = queries.owner(domain(email)).stream().anyMatch(owner -> !owner.equals(orgId));
    if (foreign) {
      throw new InvalidInputException(
          "email",
          "Another organization has proved that %s is its domain, so only it can have accounts created for addresses there. If you have an account, sign in. Otherwise use single sign-on, or ask that organization for an invitation first."
              .formatted(domain(email)));
    }
  }

  static String domain(String email) {
    return email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
  }
}
