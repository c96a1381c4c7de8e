package ai.nemorouter.platform.http;

import ai.nemorouter.platform.error.HttpStatusException;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Provider;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Words the errors of the API: whatever a request under `/v1` ends with, programs get JSON.
@ApplicationScoped
public class ApiErrorFormat implements ErrorFormat {
  private static final String REQUEST_ID = "x-request-id";
  private static final int METHOD_NOT_ALLOWED = 405;

  private final Provider<RoutingContext> request;
  private final AllowedMethods allowedMethods;

  ApiErrorFormat(Provider<RoutingContext> request, AllowedMethods allowedMethods) {
    this.request = request;
    this.allowedMethods = allowedMethods;
  }

  @Override
  public boolean covers(RequestArea surface) {
    return surface == RequestArea.API;
  }

  @Override
  public Response render(Failure failure) {
    RoutingContext context = request.get();
    ApiError error = error(failure, context);
    String requestId = context.response().headers().get(REQUEST_ID);
    Response.ResponseBuilder answer =
        Response.status(error.status())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(Json.write(error.body(requestId)));
    error.headers().forEach(answer::header);
    if (error.status() == METHOD_NOT_ALLOWED) {
      answer.header(HttpHeaders.ALLOW, allowedMethods.at(context.normalizedPath()));
    }
    return answer.build();
  }

  private static ApiError error(Failure failure, RoutingContext context) {
    return switch (failure.cause()) {
      case ApiException refused -> refused.error();
      case InvalidInputException invalid ->
          ApiError.invalidRequest(failure.message()).param(invalid.field());
      case HttpStatusException _ -> byStatus(failure.status(), failure.message());
      default -> unforeseen(failure, context);
    };
  }

  private static ApiError unforeseen(Failure failure, RoutingContext context) {
    String asked = context.request().method() + " " + context.request().path();
    return switch (failure.status()) {
      case 404 -> ApiError.notFound("There is no endpoint " + asked + ".");
      case METHOD_NOT_ALLOWED ->
          byStatus(METHOD_NOT_ALLOWED, "This endpoint does not take " + asked + ".");
      default ->
          failure.incident().isEmpty()
              ? byStatus(failure.status(), failure.message())
              : byStatus(
                      failure.status(),
                      "Something went wrong here. Quote the incident when you report it.")
                  .with("incident", failure.incident());
    };
  }

  private static ApiError byStatus(int status, String message) {
    return switch (status) {
      case 401 -> ApiError.authentication(message);
      case 403 -> ApiError.permission(message);
      case 404 -> ApiError.notFound(message);
      case 413 -> ApiError.of(413, "invalid_request_error", "payload_too_large", message);
      default ->
          status < 500
              ? ApiError.of(status, "invalid_request_error", "invalid_request", message)
              : ApiError.of(status, "server_error", "server", message);
    };
  }
}
