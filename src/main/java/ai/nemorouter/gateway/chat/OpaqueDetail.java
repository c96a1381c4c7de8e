package ai.nemorouter.gateway.chat;

import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
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

  public static boolean isOurs(String text) {
    return text.startsWith(MARK);
  }

  /// @param text as a client brought it back
  /// @return empty if it is not ours, or was damaged
  public static Optional<ObjectNode> readOurs(String text) {
    if (!isOurs(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Json.parseObject(Base64.getUrlDecoder().decode(text.substring(MARK.length()))));
    } catch (IllegalArgumentException | ApiException e) {
      return Optional.empty();
    }
  }
}
