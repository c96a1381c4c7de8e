package ai.nemorouter.usage.report;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.Csv;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A report as a file: one line for each group in each hour, day or month in which it used
/// something. It is read and written some buckets at a time.
record ReportFile(ReportQuery query, Function<List<Instant>, Portion> source) {
  private static final int BUCKETS_AT_ONCE = 7;

  static final String HEADER =
      "from,group_by,id,name,note,cost_usd,requests,errors,refusals,input_tokens,cached_tokens,"
          + "output_tokens,p50_ms,p95_ms\r\n";

  /// @param names of the groups in it
  record Portion(List<UsageRows.Cell> cells, Map<String, GroupNames.Named> names) {}

  void writeTo(OutputStream out) throws IOException {
    out.write(HEADER.getBytes(StandardCharsets.UTF_8));
    List<ZonedDateTime> starts = query.range().starts();
    for (int index = 0; index < starts.size(); index += BUCKETS_AT_ONCE) {
      int end = Math.min(index + BUCKETS_AT_ONCE, starts.size());
      List<Instant> bounds = new ArrayList<>();
      starts.subList(index, end).forEach(start -> bounds.add(start.toInstant()));
      bounds.add(end < starts.size() ? starts.get(end).toInstant() : query.range().end());
      out.write(lines(source.apply(bounds), starts.subList(index, end)));
    }
    out.flush();
  }

  private byte[] lines(Portion portion, List<ZonedDateTime> starts) {
    return portion.cells().stream()
        .map(cell ->
            line(
                cell,
                query.range().stamp(starts.get(cell.bucket() - 1)),
                portion
                    .names()
                    .getOrDefault(cell.name(), new GroupNames.Named(cell.name(), "", ""))))
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Numbers stand bare, so that a spreadsheet adds them up; all else is text.
  private String line(UsageRows.Cell cell, String stamp, GroupNames.Named group) {
    return Stream.of(
            Csv.cell(stamp),
            Csv.cell(query.grouping().word()),
            Csv.cell(cell.name()),
            Csv.cell(group.name()),
            Csv.cell(group.note()),
            Money.ofNanos(cell.cost()).plain(),
            Long.toString(cell.requests()),
            Long.toString(cell.errors()),
            Long.toString(cell.refusals()),
            Long.toString(cell.promptTokens()),
            Long.toString(cell.cachedTokens()),
            Long.toString(cell.completionTokens()),
            Objects.toString(cell.p50(), ""),
            Objects.toString(cell.p95(), ""))
        .collect(Csv.LINE);
  }
}
