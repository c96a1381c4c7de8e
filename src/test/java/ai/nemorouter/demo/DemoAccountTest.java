package ai.nemorouter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Origin;
import ai.nemorouter.account.Users;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.member.Member;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The accounts of the demo, which must not outlive development.
@QuarkusTest
class DemoAccountTest {
  private static final ListQuery ALL = new ListQuery("", "", "", 1);

  @Inject World world;
  @Inject TestDatabase database;
  @Inject DemoAccount account;
  @Inject Users users;
  @Inject Sessions sessions;
  @Inject Limits limits;
  @Inject Members members;
  @Inject Teams teams;

  @Test
  void nothingOfTheDemosPeopleIsLeftWhereItsDataIsUsedForReal() {
    World.Place place = world.newOrganization();
    teams.create(place.owner(), DemoKey.ENGINEERING);
    UUID demo =
        database.inInstallation(() -> {
          account.ensure(place.orgId());
          UUID id = users.holders(List.of(DemoAccount.EMAIL)).getFirst();
          sessions.start(id, Sessions.Method.PASSWORD, Origin.INSIDE, Optional.empty());
          return id;
        });
    limits.set(place.owner(), Scope.member(demo), new Budget(Period.DAY, Money.ofUsd("1")));
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(
              "insert into hidden_first_steps (org_id, user_id) values (?, ?)",
              place.orgId(),
              demo);
          handle.execute(
              "insert into terms_acceptances (user_id, version, url) values (?, '1', 'https://terms.example')",
              demo);
        });
    List<Member> before = members.list(place.owner(), ALL).items();
    int limited = limitsOf(place, demo);

    database.inInstallation(() -> {
      account.remove();
      return true;
    });

    assertThat(before).extracting(Member::email).contains(DemoAccount.EMAIL);
    assertThat(before).hasSizeGreaterThan(5);
    assertThat(limited).isEqualTo(1);
    assertThat(limitsOf(place, demo)).isZero();
    assertThat(members.list(place.owner(), ALL).found()).isZero();
    assertThat(accounts()).isZero();
  }

  private int limitsOf(World.Place place, UUID userId) {
    return database.inOrganization(
        place.orgId(),
        () -> limits.of(place.orgId(), List.of(userId)).getOrDefault(userId, List.of()).size());
  }

  private long accounts() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select count(*) from users where email like '%@nemorouter.example'")
                .mapTo(Long.class)
                .one());
  }
}
