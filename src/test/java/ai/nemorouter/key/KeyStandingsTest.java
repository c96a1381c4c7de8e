package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How keys stand, as their list says it.
@QuarkusTest
class KeyStandingsTest {
  private static final Pattern NAME = Pattern.compile("title=\"([^\"]+)\">\\1</a><small><code>");
  private static final Money LIMIT = Money.ofUsd("10");

  @Inject Visitor visitor;
  @Inject World world;
  @Inject Keys keys;
  @Inject Limits limits;
  @Inject TestDatabase database;

  private World.Place globex;
  private Visitor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = visitor.owner(globex.orgId());
  }

  @Test
  void eachStepOfTheLadderIsShownInWordsAndFound() {
    UUID revoked = mint("revoked");
    keys.revoke(globex.owner(), revoked);
    set(mint("expired"), "expires_at = now() - interval '1 hour'");
    set(mint("disabled"), "disabled_at = now()");
    limit(mint("used up"), "10");
    limit(mint("nearly used up"), "8");
    set(mint("expiring"), "expires_at = now() + interval '6 days'");
    refuse(mint("refused"));
    set(mint("forgotten"), "created_at = now() - interval '31 days'");
    limit(mint("in use"), "7.99");

    shows("revoked", "Revoked", "revoked");
    shows("expired", "Expired", "expired");
    shows("disabled", "Disabled", "disabled");
    shows("used_up", "Limit used up", "used up");
    shows("near_limit", "Near limit", "nearly used up");
    shows("expires_soon", "Expires soon", "expiring");
    shows("refused", "Requests refused", "refused");
    assertThat(page("status=refused")).contains("1 refused: see why");
    shows("unused", "Unused 30 days", "forgotten");
    shows("active", "Active", "in use");
    assertThat(names("status=attention"))
        .containsExactlyInAnyOrder("used up", "nearly used up", "expiring", "refused", "forgotten");
    assertThat(names("status=all&sort=status"))
        .containsExactly(
            "used up",
            "nearly used up",
            "expiring",
            "refused",
            "forgotten",
            "in use",
            "disabled",
            "expired",
            "revoked");
  }

  private void shows(String word, String label, String name) {
    String page = page("status=" + word);
    assertThat(names("status=" + word)).as(word).containsExactly(name);
    assertThat(page).contains(">" + label + "</span>");
  }

  @Test
  void theFirstStepThatAppliesIsShown() {
    UUID all = mint("all at once");
    limit(all, "10");
    refuse(all);
    set(all, "created_at = now() - interval '40 days'");
    set(all, "expires_at = now() + interval '1 day'");

    assertThat(standing(all)).isEqualTo(KeyCondition.USED_UP);
    set(all, "disabled_at = now()");
    assertThat(standing(all)).isEqualTo(KeyCondition.DISABLED);
    set(all, "expires_at = now()");
    assertThat(standing(all)).isEqualTo(KeyCondition.EXPIRED);
    set(all, "revoked_at = now()");
    assertThat(standing(all)).isEqualTo(KeyCondition.REVOKED);
  }

  @Test
  void aRateThatComesBackByItselfIsNoReasonForARaise() {
    UUID key = mint("fast");
    world.recordCall(globex, key, Money.ofUsd("1"));
    limits.add(
        globex.owner(),
        Scope.key(key),
        LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 1),
        CountFrom.PERIOD);

    KeyOverview overview = keys.find(globex.owner(), key);

    assertThat(overview.limits()).extracting(LimitStatus::percent).containsExactly(100);
    assertThat(overview.standing()).isEqualTo(KeyCondition.ACTIVE);
  }

  @Test
  void moneyIsShownFirstAndARateBelowIt() {
    UUID key = mint("both");
    limits.add(
        globex.owner(),
        Scope.key(key),
        LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 120),
        CountFrom.PERIOD);
    limit(key, "2.50");

    String page = page("sort=name");

    assertThat(page.indexOf("$2.50 of $10.00")).isPositive();
    assertThat(page.indexOf("of 120 requests")).isGreaterThan(page.indexOf("$2.50 of $10.00"));
    assertThat(page).contains("1 request in 14 days, most on ");
  }

  @Test
  void everyColumnSortsBothWays() {
    UUID first = mint("b dear");
    UUID second = mint("a tight");
    mint("c idle");
    world.recordCall(globex, first, Money.ofUsd("20"));
    limit(second, "9");
    set(first, "last_used_at = now() - interval '1 day', expires_at = now() + interval '90 days'");
    set(second, "last_used_at = now(), expires_at = now() + interval '60 days'");

    sorts("newest", "c idle", "a tight", "b dear");
    sorts("name", "a tight", "b dear", "c idle");
    sorts("spend", "b dear", "a tight", "c idle");
    sorts("used", "a tight", "b dear", "c idle");
    sorts("expiry", "a tight", "b dear", "c idle");
    assertThat(names("sort=limit")).startsWith("a tight");
    assertThat(names("sort=-limit")).endsWith("a tight");
    assertThat(page("sort=-spend")).contains("aria-sort=\"ascending\"", "?sort=spend\"");
    assertThat(page("sort=spend")).contains("aria-sort=\"descending\"", "?sort=-spend\"");
  }

  private void sorts(String word, String... names) {
    assertThat(names("sort=" + word)).as(word).containsExactly(names);
    assertThat(names("sort=-" + word))
        .as("-" + word)
        .containsExactly(List.of(names).reversed().toArray(String[]::new));
  }

  @Test
  void theListIsAFileForSpreadsheetsWithUnitsInItsHeadings() {
    limit(mint("=1+1"), "9");
    mint("other");

    List<String> lines =
        owner
            .browser()
            .queryParam("search", "=")
            .get(globex.path("keys/list.csv"))
            .asString()
            .lines()
            .toList();

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .contains("spend_this_month_usd", "limit_usd", "refusals_last_24_hours");
    assertThat(lines.getLast())
        .contains("\"'=1+1\"", "\"Near limit\",9,9,9,10,\"month\"", ",90,1,0,")
        .doesNotContain("sk-nemo-…,");
  }

  @Test
  void actionsOnNoKeySayWhatToDo() {
    mint("ci");

    String page = owner.browser().get(globex.path("keys/selection?action=revoke")).asString();

    assertThat(page).contains("No key is chosen. Tick keys in the list first.");
  }

  private UUID mint(String name) {
    return keys.mint(globex.owner(), new NewKey(globex.teamId(), name, null, null)).key().id();
  }

  private KeyCondition standing(UUID keyId) {
    return keys.find(globex.owner(), keyId).standing();
  }

  private void set(UUID keyId, String columns) {
    database
        .acrossOrganizations()
        .useTransaction(
            handle -> handle.execute("update keys set " + columns + " where id = ?", keyId));
  }

  /// Gives the key a limit of ten US dollars a month, of which that much is used.
  private void limit(UUID keyId, String used) {
    world.recordCall(globex, keyId, Money.ofUsd(used));
    limits.set(globex.owner(), Scope.key(keyId), new Budget(Period.MONTH, LIMIT));
  }

  private void refuse(UUID keyId) {
    world.recordCall(globex, keyId, Money.ZERO);
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute("update calls set status = 'refused' where key_id = ?", keyId));
  }

  private List<String> names(String query) {
    return NAME.matcher(page(query)).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private String page(String query) {
    return owner.browser().get(globex.path("keys?" + query)).asString();
  }
}
