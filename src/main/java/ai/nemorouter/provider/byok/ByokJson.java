package ai.nemorouter.provider.byok;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.StoredProvider;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// An organization's own provider as programs see it.
final class ByokJson {
  private ByokJson() {}

  static ObjectNode item(StoredProvider provider) {
    ObjectNode item =
        Json.object()
            .put("id", provider.id().toString())
            .put("name", provider.name())
            .put("provider", maker(provider))
            .put("label", provider.keyEnd() == null ? "" : "..." + provider.keyEnd())
            .put("disabled", !provider.enabled())
            .put("is_fallback", false)
            .put("sort_order", provider.position())
            .put("base_url", provider.baseUrl())
            .put("cost_header", provider.costHeader())
            .put("workspace_id", String.valueOf(provider.orgId()))
            .put("created_at", provider.createdAt().toString())
            .put("updated_at", provider.updatedAt().toString());
    ArrayNode passOn = item.putArray("pass_on");
    provider.passOn().forEach(passOn::add);
    item.putNull("allowed_api_key_hashes").putNull("allowed_user_ids");
    item.put("input_price", provider.inputPrice() == null ? null : provider.inputPrice().usd());
    item.put("output_price", provider.outputPrice() == null ? null : provider.outputPrice().usd());
    if (provider.models().isEmpty() && !provider.anyModel()) {
      return item.putNull("allowed_models");
    }
    ArrayNode models = item.putArray("allowed_models");
    provider.models().forEach(models::add);
    if (provider.anyModel()) {
      models.add("*");
    }
    return item;
  }

  /// Whose dialect it speaks, in the catalogue's words.
  static String maker(StoredProvider provider) {
    return provider.dialect().equals("gemini") ? Provider.GOOGLE : provider.dialect();
  }
}
