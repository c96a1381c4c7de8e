package ai.nemorouter.usage.report.mail;

import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.FormParam;

/// What was chosen in the form of a report by e-mail.
public record ReportScheduleForm(
    @FormParam("frequency")
        @Pattern(regexp = "week|month", message = "Choose every week or every month.")
        String frequency,
    @FormParam("group")
        @Pattern(
            regexp = "team|key|member|model|provider",
            message = "Choose what the report is grouped by.")
        String group) {
  /// What was not sent is empty.
  public ReportScheduleForm {
    frequency = Names.trimmed(frequency);
    group = Names.trimmed(group);
  }
}
