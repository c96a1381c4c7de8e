package ai.nemorouter.demo;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.account.Users;
import ai.nemorouter.key.KeyStates;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.organization.team.Teams;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The accounts to look around with: one that may do everything, and one for each role, to see what
/// it shows. Everybody knows their password, so they exist in development only.
@ApplicationScoped
class DemoAccount {
  static final String EMAIL = "demo@nemorouter.example";
  static final String PASSWORD = "nemorouter-demo";

  private static final List<Colleague> COLLEAGUES =
      List.of(
          new Colleague("administrator", "Ines Duarte", Role.ADMINISTRATOR, null, null),
          new Colleague("billing", "Björn Lund", Role.BILLING, null, null),
          new Colleague("auditor", "Mei Tanaka", Role.AUDITOR, null, null),
          new Colleague("lead", "Tomasz Zielinski", Role.MEMBER, DemoKey.ENGINEERING, Role.LEAD),
          new Colleague("developer", "Nia Mensah", Role.MEMBER, DemoKey.SUPPORT, Role.DEVELOPER),
          new Colleague("member", "Sam Rivera", Role.MEMBER, null, null));

  private static final List<String> EMAILS =
      Stream.concat(Stream.of(EMAIL), COLLEAGUES.stream().map(Colleague::email)).toList();

  private final Users users;
  private final Members members;
  private final Teams teams;
  private final TeamMembers teamMembers;
  private final KeyStates states;

  DemoAccount(
      Users users, Members members, Teams teams, TeamMembers teamMembers, KeyStates states) {
    this.users = users;
    this.members = members;
    this.teams = teams;
    this.teamMembers = teamMembers;
    this.states = states;
  }

  /// Somebody with one role.
  ///
  /// @param team the only one that they belong to; null for none
  private record Colleague(
      String mailbox, String name, Role role, @Nullable String team, @Nullable Role inTeam) {
    String email() {
      return mailbox + "@nemorouter.example";
    }
  }

  void ensure(UUID orgId) {
    UUID userId = users.ensureUnsafely(EMAIL, "Demo", PASSWORD, true);
    members.ensure(orgId, userId, Role.OWNER);
    COLLEAGUES.forEach(colleague -> ensure(orgId, colleague));
  }

  private void ensure(UUID orgId, Colleague colleague) {
    UUID userId = users.ensureUnsafely(colleague.email(), colleague.name(), PASSWORD, false);
    members.ensure(orgId, userId, colleague.role());
    Role role = colleague.inTeam();
    if (role != null) {
      teams.choices(new Actor.Setup(orgId)).stream()
          .filter(team -> team.name().equals(colleague.team()))
          .forEach(team -> teamMembers.ensure(orgId, team.id(), userId, role));
    }
  }

  /// Closes the accounts where data that was made in development is used for real.
  void remove() {
    List<UUID> people = users.holders(EMAILS);
    if (people.isEmpty()) {
      return;
    }
    states.disown(people);
    people.forEach(members::endAll);
    users.remove(people);
  }
}
