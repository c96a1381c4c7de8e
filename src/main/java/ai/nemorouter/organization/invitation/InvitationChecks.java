package ai.nemorouter.organization.invitation;

import ai.nemorouter.organization.member.MemberQueries;
import ai.nemorouter.platform.error.InvalidInputException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/// Who can be invited, and how often an organization invites.
@ApplicationScoped
class InvitationChecks {
  private final InvitationQueries queries;
  private final MemberQueries members;
  private final InvitationConfig config;
  private final List<InvitationRule> rules;

  InvitationChecks(
      InvitationQueries queries,
      MemberQueries members,
      InvitationConfig config,
      @All List<InvitationRule> rules) {
    this.queries = queries;
    this.members = members;
    this.config = config;
    this.rules = rules;
  }

  /// To be asked in one's turn.
  void requireInvitable(UUID orgId, String email) {
    queries.revokeExpired(orgId, email);
    if (!members.named(orgId, email).isEmpty()) {
      throw new InvalidInputException("email", email + " is a member already.");
    }
    if (queries.open(orgId, email) > 0) {
      throw new InvalidInputException(
          "email", email + " is invited already. Send that invitation again, or revoke it first.");
    }
    rules.forEach(rule -> rule.check(orgId, email));
  }

  void requireAllowance(UUID orgId) {
    if (queries.sentWithinAnHour(orgId) >= config.perHour()) {
      throw new InvalidInputException(
          "email",
          "An organization can send %d invitations an hour. Try again later."
              .formatted(config.perHour()));
    }
  }

  /// In a transaction across organizations.
  void requireRegistrable(UUID orgId, String email) {
    rules.forEach(rule -> rule.checkRegistration(orgId, email));
  }
}
