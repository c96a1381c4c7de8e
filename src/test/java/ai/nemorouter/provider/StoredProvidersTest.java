package ai.nemorouter.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StoredProvidersTest {
  private static final String KEY = "sk-very-secret-key-abcd";

  private final StoredProviders providers;
  private final ProviderRows rows;
  private final Catalog catalog;
  private final Secrets secrets;
  private final TestDatabase database;
  private final World world;
  private final ProviderOwner.Installation installation =
      new ProviderOwner.Installation(new Operator(Ids.next(), "Ada Lovelace", Origin.INSIDE));

  private World.Place place;
  private ProviderOwner own;

  StoredProvidersTest(
      StoredProviders providers,
      ProviderRows rows,
      Catalog catalog,
      Secrets secrets,
      TestDatabase database,
      World world) {
    this.providers = providers;
    this.rows = rows;
    this.catalog = catalog;
    this.secrets = secrets;
    this.database = database;
    this.world = world;
  }

  @BeforeEach
  void createOrganization() {
    place = world.newOrganization();
    own = new ProviderOwner.Own(place.owner());
  }

  @AfterEach
  void removeThoseOfTheInstallation() {
    providers.list(installation).forEach(stored -> providers.remove(installation, stored.name()));
  }

  @Test
  void itsKeyIsStoredSoThatOnlyItsOwnRowOpensIt() {
    StoredProvider added = providers.add(own, settings("mine", "https://a.example.com/v1"), KEY);
    String row = row("select p::text from organization_providers p where id = ?", added.id());
    String sealed = row("select api_key from organization_providers where id = ?", added.id());

    assertThat(added.keyEnd()).isEqualTo("abcd");
    assertThat(row).contains("mine").doesNotContain("very-secret");
    assertThat(secrets.open(sealed, ProviderRows.place(place.orgId(), added.id()))).isEqualTo(KEY);
    assertThatThrownBy(() -> secrets.open(sealed, ProviderRows.place(place.orgId(), Ids.next())))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secrets.open(sealed, ProviderRows.place(null, added.id())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aChangeKeepsTheKeyUnlessThereIsAnotherOne() {
    ProviderSettings settings = settings("mine", "https://a.example.com/v1");
    providers.add(own, settings, KEY);

    providers.change(own, "mine", settings("mine", "https://a.example.com/v2"), "");
    Provider kept = providers.open(own, "mine");
    providers.change(own, "mine", settings, "sk-another-key-wxyz");
    Provider replaced = providers.open(own, "mine");

    assertThat(kept.apiKey()).isEqualTo(KEY);
    assertThat(kept.baseUrl()).hasToString("https://a.example.com/v2");
    assertThat(replaced.apiKey()).isEqualTo("sk-another-key-wxyz");
    assertThat(providers.find(own, "mine").keyEnd()).isEqualTo("wxyz");
  }

  @Test
  void aKeyDoesNotFollowAnAddressThatSomebodyLeadsElsewhere() {
    providers.add(own, settings("mine", "https://a.example.com/v1"), KEY);

    assertThatThrownBy(
            () -> providers.change(own, "mine", settings("mine", "https://b.example.com/v1"), ""))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("api_key"));
    assertThat(providers.find(own, "mine").baseUrl()).isEqualTo("https://a.example.com/v1");
  }

  @Test
  void everyChangeIsOnRecordWithoutTheKey() {
    providers.add(own, settings("mine", "https://a.example.com/v1"), KEY);
    providers.change(own, "mine", settings("mine", "https://a.example.com/v1"), KEY + "2");
    providers.enable(own, "mine", false);
    providers.remove(own, "mine");
    providers.add(installation, settings("shared", "http://10.0.0.1:8000/v1"), KEY);

    String entries =
        row(
            "select string_agg(e::text, ' ' order by id) from audit_entries e where org_id = ?",
            place.orgId());
    String operators =
        row(
            "select string_agg(e::text, ' ') from audit_entries e where org_id = '00000000-0000-0000-0000-000000000000' and actor_id = ?",
            installation.operator().id());

    assertThat(entries)
        .contains("provider.added", "provider.changed", "provider.disabled", "provider.removed")
        .contains("replaced")
        .doesNotContain("very-secret");
    assertThat(operators).contains("provider.added", "shared").doesNotContain("very-secret");
  }

  @Test
  void removingForgetsTheKeyForGood() {
    UUID id = providers.add(own, settings("mine", "https://a.example.com/v1"), KEY).id();

    providers.remove(own, "mine");

    assertThat(row("select coalesce(api_key, 'gone') from organization_providers where id = ?", id))
        .isEqualTo("gone");
    assertThatThrownBy(() -> providers.find(own, "mine")).isInstanceOf(NotFoundException.class);
    assertThat(providers.add(own, settings("mine", "https://a.example.com/v1"), KEY).id())
        .as("the name is free again")
        .isNotEqualTo(id);
  }

  @Test
  void aNameStandsForOneProvider() {
    providers.add(installation, settings("shared", "https://a.example.com/v1"), KEY);
    providers.add(own, settings("mine", "https://a.example.com/v1"), KEY);

    assertTaken(own, "mine");
    assertTaken(own, "shared");
    assertTaken(installation, "shared");
    assertTaken(own, "demo");
    ProviderOwner other = new ProviderOwner.Own(world.newOrganization().owner());
    assertThat(providers.add(other, settings("mine", "https://a.example.com/v1"), KEY).name())
        .isEqualTo("mine");
  }

  @Test
  void anotherOrganizationsProvidersAreNotThere() {
    UUID id = providers.add(own, settings("mine", "https://a.example.com/v1"), KEY).id();
    ProviderOwner other = new ProviderOwner.Own(world.newOrganization().owner());

    assertThat(providers.list(other)).isEmpty();
    assertThatThrownBy(() -> providers.find(other, id)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> providers.remove(other, "mine")).isInstanceOf(NotFoundException.class);
    assertThat(providers.find(own, "mine").enabled()).isTrue();
  }

  @Test
  void whatAnotherNodeStoredIsServedWithinSeconds() {
    UUID id = Ids.next();
    ProviderSettings settings = settings("elsewhere", "https://a.example.com/v1");
    String sealed = secrets.seal(KEY, ProviderRows.place(place.orgId(), id));
    database.inInstallation(() -> {
      ProviderEntity.Change change = rows.nextChange();
      ProviderEntity.Credential stored = new ProviderEntity.Credential(sealed, "abcd");
      rows.add(place.orgId(), id, settings, stored, "another node", change);
      return true;
    });

    await()
        .atMost(Duration.ofSeconds(4))
        .until(() -> !catalog.find(place.orgId(), "elsewhere/model").isEmpty());
    database.inInstallation(() -> {
      ProviderEntity.Change change = rows.nextChange();
      rows.getOrThrow(place.orgId(), "elsewhere").remove(change);
      return true;
    });
    await()
        .atMost(Duration.ofSeconds(4))
        .until(() -> catalog.find(place.orgId(), "elsewhere/model").isEmpty());
  }

  @Test
  void moreParametersArePassedOnWhereTheyAreNamedButNoneThatMovesACeiling() {
    ProviderSettings plain = settings("generous", "https://a.example.com/v1");
    providers.add(own, allowing(plain, List.of("vllm_xargs", "priority", "priority")), KEY);

    assertThat(catalog.find(place.orgId(), "generous/model"))
        .map(offering -> offering.provider().passOn())
        .containsExactly(Set.of("vllm_xargs", "priority"));
    for (String wrong : List.of("n_predict", "API_KEY", "a b", "fallbacks")) {
      assertThatThrownBy(() ->
              providers.add(
                  own,
                  allowing(settings("stingy", "https://a.example.com/v1"), List.of(wrong)),
                  KEY))
          .isInstanceOfSatisfying(
              InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("pass_on"));
    }
  }

  private static ProviderSettings allowing(ProviderSettings plain, List<String> parameters) {
    return new ProviderSettings(
        plain.name(),
        plain.dialect(),
        plain.baseUrl(),
        plain.models(),
        plain.anyModel(),
        plain.inputPrice(),
        plain.outputPrice(),
        plain.costHeader(),
        plain.position(),
        parameters);
  }

  @Test
  void theLowestInOrderIsTriedFirst() {
    for (int position : List.of(300, 20, 100)) {
      providers.add(
          installation,
          new ProviderSettings(
              "p" + position,
              Provider.OPENAI,
              "https://a.example.com/v1",
              List.of("author/model-in-order"),
              false,
              Money.ofUsd("1"),
              Money.ofUsd("1"),
              "",
              position),
          KEY);
    }

    assertThat(catalog.find(null, "author/model-in-order"))
        .map(Offering::provider)
        .map(Provider::name)
        .containsExactly("p20", "p100", "p300");
  }

  @Test
  void anAccountAtTheMakersAddressServesWhatTheMakerIsKnownToServe() {
    providers.add(
        own,
        new ProviderSettings("mine", Provider.OPENAI, "", List.of(), false, null, null, "", 100),
        KEY);

    assertThat(catalog.find(place.orgId(), "openai/gpt-4.1-mini"))
        .isNotEmpty()
        .first()
        .satisfies(offering -> {
          assertThat(offering.provider().name()).isEqualTo("mine");
          assertThat(offering.provider().baseUrl()).hasToString("https://api.openai.com/v1");
          assertThat(offering.price()).isNotNull();
        });
  }

  private void assertTaken(ProviderOwner holder, String name) {
    assertThatThrownBy(() -> providers.add(holder, settings(name, "https://a.example.com/v1"), KEY))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("name"));
  }

  private static ProviderSettings settings(String name, String baseUrl) {
    return new ProviderSettings(
        name,
        Provider.OPENAI,
        baseUrl,
        List.of("model"),
        false,
        Money.ofUsd("1"),
        Money.ofUsd("1"),
        "",
        ProviderSettings.USUAL_POSITION);
  }

  private String row(String sql, UUID id) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.select(sql, id).mapTo(String.class).one());
  }
}
