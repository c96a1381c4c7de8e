package ai.nemorouter.usage.activity;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Items;
import ai.nemorouter.usage.activity.Activities.Days;
import ai.nemorouter.usage.activity.Activities.Narrowing;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What was used by day, model and provider, in OpenRouter's shape. Its words for ours: a workspace
/// is a team, and the hash of a key is its id.
@Needs(Permission.VIEW_OVERVIEW)
@Tag(name = "Usage")
@Path("/v1/activity")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ActivityApi {
  private static final int DAYS = 30;

  private final Activities activities;
  private final CurrentActor current;

  ActivityApi(Activities activities, CurrentActor current) {
    this.activities = activities;
    this.current = current;
  }

  /// @param grouping OpenRouter splits rows by workspace too; here it is refused, because an answer
  ///   without that would be taken for one with it
  @Operation(
      operationId = "listActivity",
      summary = "List what was used by day, model and provider in the last 30 completed days.")
  @GET
  public Items<ActivityJson> list(
      @Parameter(
              description =
                  "One of the last 30 completed days in UTC, as in `2026-01-31`; all of them where none is named.",
              schema = @Schema(format = "date"))
          @QueryParam("date")
          @DefaultValue("")
          String date,
      @Parameter(description = "Only of the key with this id.", schema = @Schema(format = "uuid"))
          @QueryParam("api_key_hash")
          @DefaultValue("")
          String key,
      @Parameter(description = "Only of the team with this id.", schema = @Schema(format = "uuid"))
          @QueryParam("workspace_id")
          @DefaultValue("")
          String team,
      @Parameter(
              description = "Only of keys of the member with this id.",
              schema = @Schema(format = "uuid"))
          @QueryParam("user_id")
          @DefaultValue("")
          String member,
      @Parameter(hidden = true) @QueryParam("group_by") @DefaultValue("") String grouping) {
    if (!grouping.isBlank()) {
      throw invalid(
          "group_by", "`group_by` is not supported: ask for each team with `workspace_id`.");
    }
    Days days = daysOrThrow(date);
    Narrowing narrowing =
        new Narrowing(
            idOrThrow("api_key_hash", key),
            idOrThrow("workspace_id", team),
            idOrThrow("user_id", member));
    return new Items<>(
        activities.list(current.automationOrThrow(), days, narrowing).stream()
            .map(ActivityJson::of)
            .toList());
  }

  /// One of the last completed days, or all of them where none is named.
  private static Days daysOrThrow(String text) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Days all = new Days(today.minusDays(DAYS), today.minusDays(1));
    if (text.isBlank()) {
      return all;
    }
    LocalDate day;
    try {
      day = LocalDate.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw invalid("date", "`date` must be a day as in %s.".formatted(all.last()));
    }
    if (day.isBefore(all.first()) || day.isAfter(all.last())) {
      throw invalid(
          "date",
          "`date` must be one of the last %d completed days in UTC, from %s to %s."
              .formatted(DAYS, all.first(), all.last()));
    }
    return new Days(day, day);
  }

  private static @Nullable UUID idOrThrow(String parameter, String text) {
    try {
      return text.isBlank() ? null : UUID.fromString(text.strip());
    } catch (IllegalArgumentException e) {
      throw invalid(
          parameter, "`%s` must be an id, as other answers have it.".formatted(parameter));
    }
  }

  private static ApiException invalid(String parameter, String message) {
    return ApiError.invalidRequest(message)
        .param(parameter)
        .reason("invalid_" + parameter)
        .exception();
  }
}
