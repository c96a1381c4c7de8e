package ai.nemorouter.key.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.key.RotatedAlreadyException;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ManagementKeysTest {
  @Inject ManagementKeys managementKeys;
  @Inject World world;

  private World.Place globex;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
  }

  @Test
  void aProgramMayDoWhatItsKeyWasMadeForAndNothingElse() {
    String reader = mint(Set.of(Permission.VIEW_KEYS), List.of());

    assertThat(get(reader, "/v1/keys").statusCode()).isEqualTo(200);
    assertThat(post(reader, "/v1/keys", "{\"name\":\"ci\"}").statusCode()).isEqualTo(403);
    assertThat(get(reader, "/v1/management-keys").statusCode()).isEqualTo(403);
  }

  @Test
  void whatChangesSomethingMaySeeIt() {
    String maker = mint(Set.of(Permission.CHANGE_KEYS), List.of());

    Response minted = post(maker, "/v1/keys", "{\"name\":\"ci\"}");

    assertThat(minted.statusCode()).isEqualTo(201);
    assertThat(get(maker, "/v1/keys").statusCode()).isEqualTo(200);
  }

  @Test
  void noKeyMakesOneThatMayMoreThanItselfAndNoneGetsTheSecretOfSuchAOne() {
    String maker = mint(Set.of(Permission.CHANGE_MANAGEMENT_KEYS, Permission.VIEW_KEYS), List.of());
    ManagementKey mighty =
        managementKeys
            .mint(globex.owner(), wanted(Set.of(Permission.CHANGE_MEMBERS), List.of()))
            .key();

    Response equal =
        post(maker, "/v1/management-keys", "{\"name\":\"a\",\"permissions\":[\"VIEW_KEYS\"]}");
    Response more =
        post(maker, "/v1/management-keys", "{\"name\":\"b\",\"permissions\":[\"CHANGE_KEYS\"]}");
    Response rotated = post(maker, "/v1/management-keys/" + mighty.id() + "/rotation", "");

    assertThat(equal.statusCode()).as(equal.asString()).isEqualTo(201);
    assertThat(equal.header("cache-control")).isEqualTo("no-store");
    assertThat(more.statusCode()).isEqualTo(403);
    assertThat(rotated.statusCode()).isEqualTo(403);
    Actor lesser =
        new Actor.Person(
            globex.orgId(),
            world.newOrganization().orgId(),
            "Ada",
            new Rights(Set.of(Permission.CHANGE_MANAGEMENT_KEYS), Map.of()),
            false,
            Origin.INSIDE);
    assertThatThrownBy(
            () -> managementKeys.mint(lesser, wanted(Set.of(Permission.VIEW_KEYS), List.of())))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void bothSecretsWorkInTheGracePeriodUntilTheOldOneIsEnded() {
    ManagementKey.Minted first =
        managementKeys.mint(globex.owner(), wanted(Set.of(Permission.VIEW_KEYS), List.of()));
    ManagementKey.Minted second =
        managementKeys.rotate(globex.owner(), first.key().id(), Duration.ofHours(1), 1);

    assertThat(get(first.secret().reveal(), "/v1/keys").statusCode()).isEqualTo(200);
    assertThat(get(second.secret().reveal(), "/v1/keys").statusCode()).isEqualTo(200);
    managementKeys.endPrevious(globex.owner(), first.key().id());
    assertThat(get(first.secret().reveal(), "/v1/keys").statusCode()).isEqualTo(401);
    assertThat(get(second.secret().reveal(), "/v1/keys").statusCode()).isEqualTo(200);
    managementKeys.revoke(globex.owner(), first.key().id());
    assertThat(get(second.secret().reveal(), "/v1/keys").statusCode()).isEqualTo(401);
    assertThatThrownBy(
            () -> managementKeys.rotate(globex.owner(), first.key().id(), Duration.ZERO, 1))
        .isInstanceOf(RotatedAlreadyException.class);
  }

  @Test
  void aKeyForOtherAddressesIsRefusedWithTheReason() {
    String foreign = mint(Set.of(Permission.VIEW_KEYS), List.of("203.0.113.0/24"));
    String local = mint(Set.of(Permission.VIEW_KEYS), List.of("127.0.0.1", "::1"));

    Response refused = get(foreign, "/v1/keys");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).at("/error/metadata/reason").asText())
        .isEqualTo("key_address_not_allowed");
    assertThat(get(local, "/v1/keys").statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyThatIsForNothingIsNotMade() {
    assertThatThrownBy(() -> wanted(Set.of(), List.of())).isInstanceOf(InvalidInputException.class);
    assertThat(
            post(
                    mint(Set.of(Permission.CHANGE_MANAGEMENT_KEYS), List.of()),
                    "/v1/management-keys",
                    "{\"name\":\"a\",\"permissions\":[\"GRANT_CREDIT\"]}")
                .statusCode())
        .isEqualTo(400);
  }

  private String mint(Set<Permission> permissions, List<String> addresses) {
    return managementKeys.mint(globex.owner(), wanted(permissions, addresses)).secret().reveal();
  }

  private static NewManagementKey wanted(Set<Permission> permissions, List<String> addresses) {
    return new NewManagementKey("Terraform", permissions, null, addresses, null);
  }

  private static Response get(String secret, String path) {
    return RestAssured.given().header("Authorization", "Bearer " + secret).get(path);
  }

  private static Response post(String secret, String path, String body) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + secret)
        .contentType("application/json")
        .body(body)
        .post(path);
  }

  private static ObjectNode json(Response response) {
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }
}
