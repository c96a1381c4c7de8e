package ai.nemorouter.usage.activity;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.usage.activity.Activities.Days;
import ai.nemorouter.usage.activity.Activities.Narrowing;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was used by day, model and provider, in OpenRouter's shape. Its words for ours: a workspace
/// is a team, and the hash of a key is its id.
@Needs(Permission.VIEW_OVERVIEW)
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
  @GET
  public String list(
      @QueryParam("date") @DefaultValue("") String date,
      @QueryParam("api_key_hash") @DefaultValue("") String key,
      @QueryParam("workspace_id") @DefaultValue("") String team,
      @QueryParam("user_id") @DefaultValue("") String member,
      @QueryParam("group_by") @DefaultValue("") String grouping) {
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
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    activities
        .list(current.automationOrThrow(), days, narrowing)
        .forEach(activity -> data.add(json(activity)));
    return Json.write(answer);
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

  private static ObjectNode json(Activity activity) {
    return Json.object()
        .put("date", activity.date().toString())
        .put("model", activity.model())
        .put("model_permaslug", activity.model())
        .put("endpoint_id", endpointId(activity))
        .put("provider_name", activity.provider())
        .put("usage", new BigDecimal(activity.credit().plain()))
        .put("byok_usage_inference", new BigDecimal(activity.ownCost().plain()))
        .put("requests", activity.requests())
        .put("prompt_tokens", activity.promptTokens())
        .put("completion_tokens", activity.completionTokens())
        .put("reasoning_tokens", activity.reasoningTokens());
  }

  /// The same for a model at a provider at all times, and for nothing else.
  private static String endpointId(Activity activity) {
    String name = activity.provider() + " " + activity.model();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
