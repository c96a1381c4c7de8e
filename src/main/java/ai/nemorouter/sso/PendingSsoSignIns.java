package ai.nemorouter.sso;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.secret.Secrets;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a sign-in under way is for. The browser that began it keeps that in a cookie, encrypted and
/// bound to the state that the provider sends it back with, so that it ends on any node.
@ApplicationScoped
public class PendingSsoSignIns {
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Secrets secrets;

  PendingSsoSignIns(Secrets secrets) {
    this.secrets = secrets;
  }

  /// @param next where the person was going
  /// @param linkSessionId the session whose person asked to be linked; null for signing in
  /// @param takeover whether the person said that they want their address for a new account, if one
  ///   has it unverified
  record Wish(String next, @Nullable UUID linkSessionId, boolean takeover) {}

  /// @return what the browser keeps
  String sealed(Wish wish, String state) {
    UUID sessionId = wish.linkSessionId();
    ObjectNode content =
        Json.object()
            .put("next", wish.next())
            .put("link", sessionId == null ? "" : sessionId.toString())
            .put("takeover", wish.takeover())
            .put("until", Instant.now().plus(PATIENCE).getEpochSecond());
    byte[] sealed = Base64.getDecoder().decode(secrets.seal(Json.write(content), place(state)));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /// The wish that was sealed with that state; empty if this browser has none, or for too long.
  Optional<Wish> opened(String sealed, String state) {
    ObjectNode content;
    try {
      String text = Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(sealed));
      content = Json.parseObject(secrets.open(text, place(state)).getBytes(StandardCharsets.UTF_8));
    } catch (IllegalStateException | IllegalArgumentException e) {
      return Optional.empty();
    }
    if (content.path("until").asLong() < Instant.now().getEpochSecond()) {
      return Optional.empty();
    }
    String link = content.path("link").asText();
    return Optional.of(
        new Wish(
            content.path("next").asText(),
            link.isEmpty() ? null : UUID.fromString(link),
            content.path("takeover").asBoolean()));
  }

  private static String place(String state) {
    return "sign-in with state " + state;
  }
}
