package ai.nemorouter.usage.report.mail;

import ai.nemorouter.organization.Organization;
import ai.nemorouter.platform.text.Numbers;
import ai.nemorouter.usage.report.ReportRange;
import ai.nemorouter.usage.report.UsageFigures;
import ai.nemorouter.usage.report.UsageReport;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Collectors;

/// A usage report as a letter.
///
/// @param everything whether it is about the whole organization, and not about a person's teams
/// @param console where links lead; without it the letter has none
record ReportEmail(
    UsageReport report, Organization organization, boolean everything, Optional<URI> console) {

  String subject() {
    return "Usage of %s, %s: %s"
        .formatted(
            printable(organization.name()), range().title(), report.total().spend().displayCents());
  }

  String text() {
    UsageFigures total = report.total();
    return """
    Usage of %s%s, %s (%s), compared with %s.

    Spend     %s   %s
    Requests  %s   %s
    Errors    %s (%s)   %s
    Tokens    %s input (%s of it cached), %s output   %s

    %s:
    %s%s
    """
        .formatted(
            printable(organization.name()),
            everything ? "" : " (your teams)",
            range().title(),
            range().zone(),
            range().previous(),
            total.spend().displayCents(),
            report.spendChange(),
            Numbers.grouped(total.requests()),
            report.requestsChange(),
            Numbers.grouped(total.errors()),
            total.errorRate(),
            report.errorsChange(),
            Numbers.grouped(total.promptTokens()),
            Numbers.grouped(total.cachedTokens()),
            Numbers.grouped(total.completionTokens()),
            report.tokensChange(),
            report.query().grouping().heading(),
            groups(),
            links());
  }

  private ReportRange range() {
    return report.query().range();
  }

  private String groups() {
    if (report.groups().isEmpty()) {
      return "  Nothing was used.\n";
    }
    String listed =
        report.groups().items().stream().map(ReportEmail::line).collect(Collectors.joining());
    long more = report.groups().found() - report.groups().items().size();
    return more > 0 ? listed + "  and %s more\n".formatted(Numbers.grouped(more)) : listed;
  }

  private static String line(UsageReport.Group group) {
    String note = group.note().isEmpty() ? "" : " (" + group.note() + ")";
    long requests = group.figures().requests();
    return "  %s   %s %s   %s%s   %s\n"
        .formatted(
            group.figures().spend().displayCents(),
            Numbers.grouped(requests),
            requests == 1 ? "request" : "requests",
            printable(group.name()),
            printable(note),
            group.change());
  }

  private String links() {
    return console
        .map(url -> url.toString().replaceFirst("/$", ""))
        .map(url ->
            """

            The whole report: %s%s%s

            You set up this e-mail. Pause, change or end it: %s%s\
            """
                .formatted(
                    url,
                    organization.path("usage"),
                    report.query().address().query(),
                    url,
                    organization.path("usage/schedule")))
        .orElse("");
  }

  /// Names come from people; a line of a letter is one line.
  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", " ");
  }
}
