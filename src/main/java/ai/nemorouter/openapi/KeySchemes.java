package ai.nemorouter.openapi;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/// The kinds of keys that programs come with.
final class KeySchemes {
  static final String REQUEST = "request_key";
  static final String MANAGEMENT = "management_key";
  static final String OPERATOR = "operator_key";

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          REQUEST,
          "A key that makes requests to models, `sk-nemo-…`.",
          MANAGEMENT,
          "A key that manages an organization, `sk-nemo-…`. It may do what its permissions say and makes no requests.",
          OPERATOR,
          "A key that runs the installation, `sk-nemo-op-…`. It opens nothing but `/v1/operator/…`.");

  private KeySchemes() {}

  static SecurityRequirement required(String key) {
    return OASFactory.createSecurityRequirement().addScheme(key);
  }

  static void addTo(Components components) {
    components.setSecuritySchemes(null);
    for (String key : List.of(MANAGEMENT, OPERATOR, REQUEST)) {
      components.addSecurityScheme(
          key,
          OASFactory.createSecurityScheme()
              .type(SecurityScheme.Type.HTTP)
              .scheme("bearer")
              .description(DESCRIPTIONS.get(key)));
    }
  }
}
