package ai.nemorouter.usage.report;

import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.usage.RequestFilter;
import ai.nemorouter.usage.RequestTimes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// What a report shows.
///
/// @param page of the table of groups, from 1
public record ReportQuery(
    ReportRange range, Grouping grouping, Metric metric, ReportFilter filter, int page) {

  /// As given in the query string. Values that make no sense are ignored.
  public record InAddress(
      @QueryParam("range") @DefaultValue("") String range,
      @QueryParam("from") @DefaultValue("") String from,
      @QueryParam("until") @DefaultValue("") String until,
      @QueryParam("group") @DefaultValue("") String group,
      @QueryParam("metric") @DefaultValue("") String metric,
      @QueryParam("team") @DefaultValue("") String team,
      @QueryParam("key") @DefaultValue("") String key,
      @QueryParam("member") @DefaultValue("") String member,
      @QueryParam("model") @DefaultValue("") String model,
      @QueryParam("provider") @DefaultValue("") String provider,
      @QueryParam("page") @DefaultValue("1") String page) {
    /// @param zone in which days begin
    ReportQuery query(ZoneId zone, Instant now) {
      return new ReportQuery(
          ReportRange.of(range, RequestTimes.day(from), RequestTimes.day(until), zone, now),
          Grouping.of(group).orElse(Grouping.TEAM),
          Metric.of(metric),
          new ReportFilter(
              RequestFilter.id(team),
              RequestFilter.id(key),
              RequestFilter.memberOf(member),
              model,
              provider),
          page(page));
    }

    private static int page(String text) {
      try {
        return PageOf.within(Integer.parseInt(text));
      } catch (NumberFormatException e) {
        return 1;
      }
    }
  }

  /// What a team spent in the last 30 days, by model.
  public static ReportQuery ofTeam(UUID teamId, ZoneId zone, Instant now) {
    return new ReportQuery(
        ReportRange.of(ReportRange.Choice.MONTH.word(), null, null, zone, now),
        Grouping.MODEL,
        Metric.SPEND,
        ReportFilter.ALL.with(Grouping.TEAM, teamId.toString()),
        1);
  }

  /// Its address, so that links keep what was chosen.
  public Address address() {
    return new Address(parameters());
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>(filter.parameters());
    if (range.choice() == ReportRange.Choice.OWN) {
      parameters.put("from", range.first().toString());
      parameters.put("until", range.last().toString());
    } else {
      parameters.put("range", range.choice().word());
    }
    parameters.put("group", grouping.word());
    parameters.put("metric", metric.word());
    return parameters;
  }

  /// The same range and metric with that group alone, told apart in the next way that says more.
  String within(String group) {
    Grouping next =
        switch (grouping) {
          case TEAM, MEMBER -> Grouping.KEY;
          case KEY, PROVIDER -> Grouping.MODEL;
          case MODEL -> Grouping.PROVIDER;
        };
    return new ReportQuery(range, next, metric, filter.with(grouping, group), 1).address().query();
  }

  /// The same range, grouping and metric of everything.
  public String withoutFilters() {
    return new ReportQuery(range, grouping, metric, ReportFilter.ALL, 1).address().query();
  }

  /// The same with a ready range in place of this one.
  public String withRange(ReportRange.Choice choice) {
    Map<String, String> parameters = parameters();
    parameters.remove("from");
    parameters.remove("until");
    parameters.put("range", choice.word());
    return new Address(parameters).query();
  }

  /// The address of the list of requests that make up a group, below that list's own.
  String requests(String group) {
    Map<String, String> parameters = new LinkedHashMap<>(filter.with(grouping, group).ofRequests());
    parameters.put("from", range.first().toString());
    parameters.put("until", range.last().toString());
    return new Address(parameters).query();
  }
}
