package ai.nemorouter.sso.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which values of rules Keycloak's realm knows.
class RealmNamesTest {
  private static final RealmNames ALL =
      new RealmNames(
          List.of("/acme", "/acme/research"),
          List.of("ai-auditor"),
          Set.of(Claims.Kind.GROUP, Claims.Kind.ROLE));

  @Test
  void aGroupIsKnownByItsPathAndByItsName() {
    assertThat(ALL.lacks(Claims.Kind.GROUP, "/acme/research")).isFalse();
    assertThat(ALL.lacks(Claims.Kind.GROUP, "research")).isFalse();
    assertThat(ALL.lacks(Claims.Kind.GROUP, "acme/research")).isFalse();
    assertThat(ALL.lacks(Claims.Kind.GROUP, "/acme/sales")).isTrue();
    assertThat(ALL.lacks(Claims.Kind.GROUP, "earch")).isTrue();
    assertThat(ALL.lacks(Claims.Kind.GROUP, "ai-auditor")).isTrue();
  }

  @Test
  void aRoleIsKnownByItsName() {
    assertThat(ALL.lacks(Claims.Kind.ROLE, "ai-auditor")).isFalse();
    assertThat(ALL.lacks(Claims.Kind.ROLE, "/acme")).isTrue();
  }

  @Test
  void whatIsNotKnownInFullIsNotMissed() {
    RealmNames some = new RealmNames(List.of("/acme"), List.of(), Set.of());

    assertThat(some.lacks(Claims.Kind.GROUP, "/sales")).isFalse();
    assertThat(some.lacks(Claims.Kind.ROLE, "ai-auditor")).isFalse();
    assertThat(ALL.lacks(Claims.Kind.ORGANIZATION, "acme")).isFalse();
  }

  @Test
  void groupsAndRolesAreOffered() {
    assertThat(ALL.offers())
        .containsExactly(
            new RealmNames.Offer("/acme", "Group"),
            new RealmNames.Offer("/acme/research", "Group"),
            new RealmNames.Offer("ai-auditor", "Role"));
  }
}
