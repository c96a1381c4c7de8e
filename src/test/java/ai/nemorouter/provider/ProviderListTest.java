package ai.nemorouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.provider.ProviderLists.Sort;
import ai.nemorouter.provider.health.ProviderTraffic.Day;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the list of providers says of how each stands.
@QuarkusTest
class ProviderListTest {
  private static final int FEW = 5;
  private static final int MANY = 20;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject StoredProviders stored;
  @Inject ProviderLists lists;
  @Inject TestDatabase database;
  @Inject @PersistenceUnitExtension Statements statements;

  private World.Place place;
  private ProviderOwner owner;

  @BeforeEach
  void createOrganization() {
    place = world.newOrganization();
    owner = new ProviderOwner.Own(place.owner());
  }

  @Test
  void eachProviderSaysWhatItDidInTheLastDay() {
    add("busy");
    add("faulty");
    add("idle");
    send(place, "busy", "ok", true, 100);
    send(place, "busy", "ok", true, 300);
    send(place, "busy", "ok", true, 900);
    send(place, "busy", "failed", true, 5);
    send(place, "faulty", "failed", true, 5);
    send(place, "idle", "ok", false, 5);
    send(world.newOrganization(), "idle", "ok", true, 5);

    ListedProvider busy = lists.find(owner, "busy");

    Day day = Objects.requireNonNull(busy.lastDay());
    assertThat(day.requests()).isEqualTo(4);
    assertThat(day.failures()).isEqualTo(1);
    assertThat(day.errorRate()).isEqualTo("25.0 %");
    assertThat(day.medianMs()).isEqualTo(300);
    assertThat(Objects.requireNonNull(lists.find(owner, "faulty").lastDay()).lastOkAt()).isNull();
    assertThat(lists.find(owner, "idle").lastDay()).as("requests of others").isNull();
    assertThat(sorted(Sort.REQUESTS)).containsExactly("busy", "faulty", "idle");
    assertThat(sorted(Sort.ERRORS)).containsExactly("faulty", "busy", "idle");
    assertThat(sorted(Sort.LATENCY)).startsWith("busy");
    assertThat(sorted(Sort.USED)).containsExactly("faulty", "busy", "idle");
    String page = visitor.owner(place.orgId()).browser().get(place.path("providers")).asString();
    assertThat(page).contains("25.0 %", "300 ms", "Not in 24 h", "No requests lately");
  }

  @Test
  void aProviderInTroubleSaysWhichAndSinceWhen() {
    add("away");
    add("rejecting");
    add("well");
    add("off");
    stored.enable(owner, "off", false);
    send(place, "away", "ok", true, 100);
    tell("away", "open", "null");
    tell("rejecting", "closed", "now() - interval '1 hour'");
    tell("well", "closed", "null");

    assertThat(lists.find(owner, "away").state()).isEqualTo("In trouble");
    assertThat(lists.find(owner, "away").since()).isNotNull();
    assertThat(lists.find(owner, "rejecting").state()).isEqualTo("Key rejected");
    assertThat(lists.find(owner, "rejecting").since()).isNotNull();
    assertThat(lists.find(owner, "rejecting").todo()).contains("Check the key");
    assertThat(lists.find(owner, "well").state()).isEqualTo("Connected");
    assertThat(lists.find(owner, "well").todo()).isEmpty();
    assertThat(lists.find(owner, "off").state()).isEqualTo("Disabled");
  }

  @Test
  void theListTakesAsManyStatementsForManyProvidersAsForFew() {
    ProviderLists.Filter all = new ProviderLists.Filter("", Sort.ORDER, 1);
    for (int i = 0; i < FEW; i++) {
      add("p" + i);
    }
    long few = statements.of(() -> lists.list(owner, all).found(), FEW);
    for (int i = FEW; i < MANY; i++) {
      add("p" + i);
      send(place, "p" + i, "ok", true, 1);
    }

    assertThat(statements.of(() -> lists.list(owner, all).found(), MANY))
        .isEqualTo(few)
        .isPositive();
  }

  private List<String> sorted(Sort sort) {
    return lists.list(owner, new ProviderLists.Filter("", sort, 1)).items().stream()
        .map(ListedProvider::name)
        .toList();
  }

  private void add(String name) {
    stored.add(
        owner,
        new ProviderSettings(
            name,
            Provider.OPENAI,
            "https://api.example.com/v1",
            List.of("some/model"),
            false,
            Money.ofUsd("1"),
            Money.ofUsd("1"),
            "",
            1),
        "sk-secret");
  }

  private void send(World.Place from, String provider, String status, boolean own, int millis) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    insert into calls (org_id, id, team_id, key_id, started_at, status, requested_model, provider,
                      own_provider, streamed, duration_ms)
                    values (:orgId, :id, :teamId, :id, now(), :status, 'some/model', :provider, :own, false, :millis)
                    """)
                .bind("orgId", from.orgId())
                .bind("id", Ids.next())
                .bind("teamId", from.teamId())
                .bind("status", status)
                .bind("provider", provider)
                .bind("own", own)
                .bind("millis", millis)
                .execute());
  }

  /// What a node says of the provider.
  private void tell(String provider, String state, String refusedAt) {
    UUID account = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into provider_health (node, account, org_id, name, state, limited, calls, failures, account_refused_at, at)
                values ('a-node', ?, ?, ?, ?, false, 9, 0, %s, now())
                """
                    .formatted(refusedAt),
                account.toString(),
                place.orgId(),
                provider,
                state));
  }
}
