package ai.nemorouter.openapi;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// What the methods of routes say in annotations that are not about the document.
final class DocumentedRoutes {
  private static final DotName OPERATION =
      DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);
  private static final String OK = "200";
  private static final String OK_WORD = "OK";
  private static final String VALUE = "value";

  private final Map<String, MethodInfo> methods = new HashMap<>();

  DocumentedRoutes(IndexView index) {
    for (AnnotationInstance operation : index.getAnnotations(OPERATION)) {
      methods.put(operation.value("operationId").asString(), operation.target().asMethod());
    }
  }

  /// @throws IllegalStateException if its method has no `@Operation`
  Route of(org.eclipse.microprofile.openapi.models.Operation operation) {
    MethodInfo method = methods.get(operation.getOperationId());
    if (method == null) {
      throw new IllegalStateException(
          "Give the route " + operation.getOperationId() + " an @Operation with an operationId");
    }
    return new Route(method);
  }

  /// One of them.
  record Route(MethodInfo method) {
    void describe(org.eclipse.microprofile.openapi.models.Operation operation) {
      AnnotationInstance open = annotation(OpenTo.class);
      if (operation.getSecurity() == null) {
        operation.setSecurity(security(open));
      }
      if (open == null || method.hasAnnotation(Needs.class)) {
        describeRights(operation);
      }
      renameSuccess(operation);
    }

    private static List<SecurityRequirement> security(@Nullable AnnotationInstance open) {
      if (open == null) {
        return List.of(KeySchemes.required(KeySchemes.MANAGEMENT));
      }
      return switch (OpenTo.Audience.valueOf(open.value().asEnum())) {
        case OPERATORS -> List.of(KeySchemes.required(KeySchemes.OPERATOR));
        case KEY_HOLDERS ->
            List.of(
                KeySchemes.required(KeySchemes.REQUEST),
                KeySchemes.required(KeySchemes.MANAGEMENT));
        case EVERYBODY, SIGNED_IN -> List.of();
      };
    }

    private void describeRights(org.eclipse.microprofile.openapi.models.Operation operation) {
      AnnotationInstance needs = annotation(Needs.class);
      if (needs == null) {
        throw new IllegalStateException("Nothing says who may use " + method);
      }
      List<String> permissions = Arrays.asList(needs.value().asEnumArray());
      AnnotationValue everywhere = needs.value("everywhere");
      String where =
          everywhere != null && everywhere.asBoolean() ? " in the whole organization" : "";
      operation.setDescription(
          permissions.stream()
              .map(permission -> "`" + permission + "`")
              .collect(Collectors.joining(" or ", "Needs ", where + ".")));
      operation.addExtension("x-permissions", new ArrayList<Object>(permissions));
    }

    /// What the method says, else its class.
    private @Nullable AnnotationInstance annotation(Class<?> type) {
      DotName name = DotName.createSimple(type);
      return Stream.of(method.annotation(name), method.declaringClass().declaredAnnotation(name))
          .filter(found -> found != null)
          .findFirst()
          .orElse(null);
    }

    /// The document knows no `ResponseStatus`, and takes a post for one that creates.
    private void renameSuccess(org.eclipse.microprofile.openapi.models.Operation operation) {
      AnnotationInstance annotated = method.annotation(DotName.createSimple(ResponseStatus.class));
      String status = annotated == null ? OK : String.valueOf(annotated.value(VALUE).asInt());
      Map<String, APIResponse> answers = operation.getResponses().getAPIResponses();
      APIResponse success = answers.get(OK);
      if (success == null) {
        return;
      }
      if (OK_WORD.equals(success.getDescription())) {
        success.setDescription(annotated == null ? "Done." : "Created.");
      }
      answers.values().stream()
          .filter(answer -> answer.getRef() == null && answer.getContent() == null)
          .forEach(answer -> answer.setContent(success.getContent()));
      operation.setResponses(OASFactory.createAPIResponses());
      answers.forEach((code, answer) ->
          operation.getResponses().addAPIResponse(code.equals(OK) ? status : code, answer));
    }
  }
}
