package ai.nemorouter.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.report.RecordedUsage;
import ai.nemorouter.usage.report.RecordedUsage.Request;
import ai.nemorouter.usage.report.SummaryTimes;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The overview's figures, and where they lead.
@QuarkusTest
class OverviewTest {
  @Inject World world;
  @Inject Visitor visitor;
  @Inject Keys keys;
  @Inject Limits limits;
  @Inject Roles roles;
  @Inject RecordedUsage recorded;

  private World.Place place;
  private Visitor.Person owner;
  private UUID key;

  @BeforeEach
  void enter() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
    key = keys.mint(place.owner(), new NewKey(place.teamId(), "crawler", null, null)).key().id();
    owner.browser().post(place.path("overview/first-steps/hide"));
  }

  @Test
  void anOrganizationWithoutRequestsIsToldSo() {
    String overview = page("overview");

    assertThat(overview)
        .contains(
            "Show first steps",
            "no forecast yet",
            "There is nothing to show for these 7 days.",
            "No request in this period.",
            "No request was refused in the last 24 hours.");
    assertThat(figure(overview, "Latency \\(p50\\)")).contains(">–<");
  }

  @Test
  void figuresLeadToWhatTheySay() {
    Instant now = Instant.now();
    record("a/b", "ok", 1_500_000_000L);
    record("a/b", "ok", 500_000_000L);
    record("a/b-mini", "failed", 0);
    recorded.addRefused(place, now, request("a/b", "refused", 0), "key_revoked");
    recorded.addRefused(place, now, request("a/b", "refused", 0), "key_revoked");
    recorded.addRefused(place, now, request("a/b", "refused", 0), "team_archived");

    for (String period : new String[] {"24h", "7d", "30d"}) {
      String overview = page("overview?period=" + period);

      assertThat(figure(overview, "Requests")).contains(">6<");
      assertThat(linked(figure(overview, "Requests"))).contains("6 requests, newest first");
      assertThat(figure(overview, "Refusals")).contains(">3<");
      assertThat(linked(figure(overview, "Refusals"))).contains("3 requests, newest first");
      assertThat(figure(overview, "Error rate")).contains(">33.3%<", "1 failed");
      assertThat(linked(figure(overview, "Error rate")))
          .contains("Errors per", "33.3% of requests sent");
      assertThat(figure(overview, "Latency \\(p50\\)")).contains(">40 ms<", "p95 40 ms");
      assertThat(linked(figure(overview, "Latency \\(p50\\)"))).contains(">40 ms<", "p50 40 ms");
      assertThat(linked(link(overview, "Key revoked")))
          .contains("2 requests", "Remove filter Reason: Key revoked");
      assertThat(linked(link(overview, "All refusals"))).contains("3 requests, newest first");
      assertThat(linked(link(overview, "a/b"))).contains("5 requests, newest first");
      assertThat(linked(link(overview, "a/b-mini"))).contains("1 request", ">a/b-mini<");
      assertThat(linked(link(overview, "crawler"))).contains("6 requests, newest first");
      assertThat(linked(link(overview, "Research"))).contains("6 requests, newest first");
      assertThat(linked(link(overview, "Open in Usage"))).contains("Spend (USD) per", "$2.00");
    }
  }

  @Test
  void spendOfTheMonthStandsBesideItsLimit() {
    record("a/b", "ok", 2_500_000_000L);
    limits.add(
        place.owner(),
        Scope.organization(place.orgId()),
        LimitTerms.of(new Budget(Period.MONTH, Money.ofUsd("10"))),
        CountFrom.PERIOD);
    limits.add(
        place.owner(),
        Scope.organization(place.orgId()),
        LimitTerms.of(new Budget(Period.DAY, Money.ofUsd("3"))),
        CountFrom.PERIOD);

    String figure = figure(page("overview"), "Spend this month");

    assertThat(figure).contains(">$2.50<", "25% of $10.00", "$2.50 used").doesNotContain("$3.00");
    assertThat(linked(figure)).contains("This month", "$2.50");
  }

  @Test
  void theForecastIsWhatTheMonthCostsAtThisPace() {
    assertThat(forecast("10", "2026-11-11T00:00:00Z", ZoneOffset.UTC)).isEqualTo(Money.ofUsd("30"));
    assertThat(forecast("10", "2026-11-02T23:00:00Z", ZoneOffset.UTC)).isNull();
    assertThat(forecast("0", "2026-11-11T00:00:00Z", ZoneOffset.UTC)).isNull();
    // Of the 743 hours that March has where clocks go forward in it.
    assertThat(forecast("743", "2026-03-20T23:00:00Z", ZoneId.of("Europe/Berlin")))
        .isEqualTo(Money.ofUsd("1150.102083333"));
  }

  @Test
  void whatIsChartedStandsInTheAddress() {
    record("a/b", "ok", 1_000_000_000L);

    String overview = page("overview?period=30d&group=key&metric=tokens");
    String mangled = page("overview?period=never&group=provider&metric=latency");

    assertThat(overview)
        .contains("Tokens per day", "value=\"key\" selected", "value=\"tokens\" selected")
        .contains("?group=key&amp;metric=tokens&amp;period=7d");
    assertThat(linked(link(overview, "Open in Usage")))
        .contains("Tokens per day", "value=\"key\" selected", "crawler");
    assertThat(mangled)
        .contains("Spend (USD) per day", "value=\"model\" selected", "value=\"spend\" selected");
  }

  @Test
  void whoMayNotSeeRequestsIsLedToUsage() {
    record("a/b", "ok", 1_000_000_000L);
    Role reader =
        roles.define(
            place.owner(), Role.Level.ORGANIZATION, "Reader", Set.of(Permission.VIEW_OVERVIEW));
    Visitor.Person clerk = visitor.member(place.orgId(), reader);

    String overview = clerk.browser().get(place.path("overview")).asString();

    assertThat(figure(overview, "Requests")).contains("/usage?").doesNotContain("/requests");
    assertThat(link(overview, "a/b")).contains("/usage?");
    assertThat(open(clerk, address(link(overview, "a/b"))).statusCode()).isEqualTo(200);
  }

  @Test
  void aDayIsTheLastTwentyFourHoursAndLongerPeriodsAreWholeDays() {
    ZoneId zone = ZoneId.of("America/Havana");
    Instant now = Instant.parse("2026-03-10T17:20:30.123456Z");
    SummaryTimes day = OverviewPeriod.DAY.times(now, zone);
    SummaryTimes week = OverviewPeriod.WEEK.times(now, zone);

    assertThat(day.starts()).hasSize(25);
    assertThat(day.starts().getFirst().toInstant())
        .isEqualTo(now.truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofHours(24)));
    assertThat(day.starts().getLast().toInstant()).isEqualTo(now.truncatedTo(ChronoUnit.HOURS));
    assertThat(week.starts())
        .extracting(ZonedDateTime::toLocalDate)
        .hasSize(7)
        .startsWith(LocalDate.of(2026, 3, 4))
        .endsWith(LocalDate.of(2026, 3, 10));
    // Clocks went forward at midnight.
    assertThat(week.starts().get(4)).hasToString("2026-03-08T01:00-04:00[America/Havana]");
    assertThat(week.monthStart()).isEqualTo(Instant.parse("2026-03-01T05:00:00Z"));
  }

  private static @Nullable Money forecast(String spent, String now, ZoneId zone) {
    return MonthSpend.of(Money.ofUsd(spent), null, Instant.parse(now), zone).forecast();
  }

  private void record(String model, String status, long nanos) {
    recorded.add(place, Instant.now(), request(model, status, nanos));
  }

  private Request request(String model, String status, long nanos) {
    return new Request(place.teamId(), key, null, model, "acme", status, nanos, 40);
  }

  private String page(String page) {
    Response response = owner.browser().get(place.path(page));
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    return response.asString();
  }

  /// The page that a figure or link leads to.
  private String linked(String html) {
    Response response = open(owner, address(html));
    assertThat(response.statusCode()).as(html).isEqualTo(200);
    return response.asString();
  }

  /// The address is encoded already.
  private static Response open(Visitor.Person person, String address) {
    return person.browser().urlEncodingEnabled(false).get(address);
  }

  private static String address(String html) {
    Matcher address = Pattern.compile("href=\"([^\"]+)\"").matcher(html);
    assertThat(address.find()).as(html).isTrue();
    return address.group(1).replace("&amp;", "&");
  }

  private static String figure(String overview, String name) {
    return found(
        "<a class=\"figure\"(?:(?!</a>).)*<span class=\"figure-name\">" + name + "<.*?</a>",
        overview);
  }

  /// The first link of the page's main part with that text.
  private static String link(String overview, String text) {
    return found(
        "<a [^>]*href=[^>]*>" + text + "</a>", overview.substring(overview.indexOf("<main")));
  }

  private static String found(String pattern, String html) {
    Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(html);
    assertThat(found.find()).as("%s in %s", pattern, html).isTrue();
    return found.group();
  }
}
