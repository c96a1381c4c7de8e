package ai.nemorouter.gateway.chat;

import ai.nemorouter.platform.ApiException;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// An entry of `reasoning_details` as one text that a client keeps and sends back without looking
/// into it. Formats with room for a blob only lose nothing that way, whatever the provider wrote.
public final class OpaqueDetail {
  private static final String MARK = "nrd1.";

  private OpaqueDetail() {}

  public static String write(ObjectNode detail) {
    byte[] json = Json.write(detail).getBytes(StandardCharsets.UTF_8);
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }

  /// @param text as it came back, or what another service gave out as encrypted reasoning
  /// @return empty if it is ours and was damaged
  public static Optional<ObjectNode> read(String text) {
    if (!text.startsWith(MARK)) {
      return Optional.of(encrypted(text));
    }
    try {
      return Optional.of(
          Json.parseObject(Base64.getUrlDecoder().decode(text.substring(MARK.length()))));
    } catch (IllegalArgumentException | ApiException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode encrypted(String data) {
    ObjectNode detail = Json.object();
    detail.put("type", "reasoning.encrypted").put("data", data);
    return detail;
  }
}
