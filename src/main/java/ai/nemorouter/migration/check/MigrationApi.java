package ai.nemorouter.migration.check;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.key.management.KeySignIn;
import ai.nemorouter.migration.BoundedBody;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.BaseUrl;
import ai.nemorouter.platform.http.ClientAddress;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiInput;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// The check of model names for programs. It needs no key; with one, the organization's own models
/// and aliases count too.
@SecurityRequirementsSet
@SecurityRequirement(name = "request_key")
@SecurityRequirement(name = "management_key")
@OpenTo(OpenTo.Audience.EVERYBODY)
@Tag(name = "Migration")
@Path("/v1/migration/check")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class MigrationApi {
  static final int TEXT_BYTES_MAX = 256 * 1024;
  private static final int CONFLICT = 409;

  private final ModelChecks checks;
  private final CheckThrottle throttle;
  private final ClientAddress clientAddress;
  private final BaseUrl baseUrl;
  private final KeySignIn signIn;

  MigrationApi(
      ModelChecks checks,
      CheckThrottle throttle,
      ClientAddress clientAddress,
      BaseUrl baseUrl,
      KeySignIn signIn) {
    this.checks = checks;
    this.clientAddress = clientAddress;
    this.baseUrl = baseUrl;
    this.throttle = throttle;
    this.signIn = signIn;
  }

  /// Who asks, from where, and whether a name that does not resolve is to fail the request.
  public record Asked(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
      @Parameter(
              description = "Whether a name that cannot be called is answered with 409.",
              schema = @Schema(type = SchemaType.BOOLEAN))
          @QueryParam("fail_on_miss")
          @DefaultValue("false")
          String failOnMiss) {}

  /// A document to check: either of the two.
  @Schema(name = "ModelsToCheck")
  record Document(
      @Schema(type = SchemaType.STRING, description = "A text that names models, as a source file.")
          @Nullable JsonNode text,
      @Schema(
              type = SchemaType.ARRAY,
              implementation = String.class,
              description = "Names of models.")
          @Nullable JsonNode models) {}

  @APIResponse(responseCode = "200", description = "Done.")
  @APIResponse(
      responseCode = "409",
      description = "A name cannot be called, with `fail_on_miss`.",
      content = @Content(schema = @Schema(implementation = MigrationCheckJson.class)))
  @APIResponse(responseCode = "429", ref = "TooMany")
  @Operation(operationId = "checkModelsOfText", summary = "Check the models that a text names.")
  @POST
  public RestResponse<MigrationCheckJson> check(
      @BeanParam Asked asked,
      @Context HttpServerRequest request,
      @Context UriInfo uri,
      @RequestBody(
              content = {
                @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(implementation = Document.class)),
                @Content(
                    mediaType = MediaType.TEXT_PLAIN,
                    schema = @Schema(type = SchemaType.STRING))
              })
          InputStream body) {
    byte[] text = BoundedBody.read(body, TEXT_BYTES_MAX);
    UUID orgId = admit(asked, request, text.length);
    String base = baseUrl.of(uri);
    String type = String.valueOf(asked.contentType()).toLowerCase(Locale.ROOT);
    if (!type.startsWith(MediaType.APPLICATION_JSON)) {
      return answer(asked, checks.ofText(orgId, new String(text, StandardCharsets.UTF_8), base));
    }
    Document document = ApiInput.readOrThrow(text, Document.class);
    if (document.text() != null && document.text().isTextual()) {
      return answer(asked, checks.ofText(orgId, document.text().asText(), base));
    }
    return answer(asked, checks.ofNames(orgId, names(document.models()), base));
  }

  @APIResponse(responseCode = "200", description = "Done.")
  @APIResponse(
      responseCode = "409",
      description = "A name cannot be called, with `fail_on_miss`.",
      content = @Content(schema = @Schema(implementation = MigrationCheckJson.class)))
  @APIResponse(responseCode = "429", ref = "TooMany")
  @Operation(operationId = "checkModels", summary = "Check names of models.")
  @GET
  public RestResponse<MigrationCheckJson> check(
      @BeanParam Asked asked,
      @Parameter(description = "Names of models, separated by commas.", required = true)
          @QueryParam("models")
          @Nullable String models,
      @Context HttpServerRequest request,
      @Context UriInfo uri) {
    UUID orgId = admit(asked, request, models == null ? 0 : models.length());
    if (models == null || models.isBlank()) {
      throw new InvalidInputException(
          "models", "Name the models, as in ?models=openai/gpt-4o,gpt-4o-mini.");
    }
    List<String> names = Arrays.asList(models.split(",", ModelNames.NAMES_MAX));
    return answer(asked, checks.ofNames(orgId, names, baseUrl.of(uri)));
  }

  /// @return whose key came along; null for none
  private @Nullable UUID admit(Asked asked, HttpServerRequest request, int bytes) {
    throttle.countOrThrow(clientAddress.of(request), bytes, Instant.now());
    return asked.authorization() == null ? null : signIn.organizationOrThrow(asked.authorization());
  }

  private static List<String> names(@Nullable JsonNode models) {
    if (models == null
        || !models.isArray()
        || models.isEmpty()
        || models.size() > ModelNames.NAMES_MAX) {
      throw new InvalidInputException(
          "models",
          "Send {\"text\": \"…\"} or {\"models\": […]} with at most %d names."
              .formatted(ModelNames.NAMES_MAX));
    }
    List<String> names = new ArrayList<>();
    for (JsonNode model : models) {
      if (!model.isTextual()) {
        throw new InvalidInputException("models", "`models` must hold strings.");
      }
      names.add(model.asText());
    }
    return names;
  }

  private static RestResponse<MigrationCheckJson> answer(Asked asked, CheckReport report) {
    boolean failOnMiss =
        switch (asked.failOnMiss()) {
          case "true", "1", "" -> true;
          case "false", "0" -> false;
          default ->
              throw new InvalidInputException("fail_on_miss", "`fail_on_miss` is true or false.");
        };
    if (failOnMiss && !report.misses().isEmpty()) {
      ApiError error =
          ApiError.of(
                  CONFLICT,
                  "conflict_error",
                  "precondition_failed",
                  "These models cannot be called here: " + String.join(", ", report.misses()))
              .reason("models_missing");
      return RestResponse.status(
          RestResponse.Status.CONFLICT,
          MigrationCheckJson.of(report, error.body(null).path("error")));
    }
    return RestResponse.ok(MigrationCheckJson.of(report, null));
  }
}
