package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.organization.member.MemberRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/// What those who invited people may do now.
@ApplicationScoped
class Inviters {
  private final MemberRules rules;
  private final Session session;

  Inviters(MemberRules rules, Session session) {
    this.rules = rules;
    this.session = session;
  }

  /// Their rights in the organization that they invited to; empty if they may no longer invite
  /// anybody. An inviter whose rights cannot be named one by one may do everything.
  Optional<Rights> rights(UUID orgId, Inviter inviter) {
    return switch (inviter.kind()) {
      case Inviter.MEMBER ->
          Optional.ofNullable(inviter.id())
              .flatMap(userId -> rules.rights(orgId, userId))
              .filter(rights -> rights.may(Permission.CHANGE_MEMBERS));
      case Inviter.OPERATOR ->
          allIf(
              session
                  .createNativeQuery("select is_operator(:id)", Boolean.class)
                  .setParameter("id", inviter.id(), UUID.class)
                  .getSingleResult());
      case Inviter.AUTOMATION ->
          allIf(
              session
                  .createNativeQuery("select management_key_stands(:orgId, :id)", Boolean.class)
                  .setParameter("orgId", orgId)
                  .setParameter("id", inviter.id(), UUID.class)
                  .getSingleResult());
      default -> Optional.of(Rights.all());
    };
  }

  private static Optional<Rights> allIf(boolean stands) {
    return stands ? Optional.of(Rights.all()) : Optional.empty();
  }
}
