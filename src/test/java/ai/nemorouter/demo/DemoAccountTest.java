package ai.nemorouter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.organization.Member;
import ai.nemorouter.organization.Members;
import ai.nemorouter.organization.Teams;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.ListQuery;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The accounts of the demo, which must not outlive development.
@QuarkusTest
class DemoAccountTest {
  private static final ListQuery ALL = new ListQuery("", "", "", 1);

  @Inject World world;
  @Inject Database database;
  @Inject DemoAccount account;
  @Inject Members members;
  @Inject Teams teams;

  @Test
  void nothingOfTheDemosPeopleIsLeftWhereItsDataIsUsedForReal() {
    World.Place place = world.newOrganization();
    teams.create(place.owner(), DemoKey.ENGINEERING);
    database.inInstallation(() -> {
      account.ensure(place.orgId());
      return true;
    });
    List<Member> before = members.list(place.owner(), ALL).items();

    database.inInstallation(() -> {
      database.useHandle(account::remove);
      return true;
    });

    assertThat(before).extracting(Member::email).contains(DemoAccount.EMAIL);
    assertThat(before).hasSizeGreaterThan(5);
    assertThat(members.list(place.owner(), ALL).found()).isZero();
    assertThat(accounts()).isZero();
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
