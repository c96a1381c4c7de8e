package ai.nemorouter.organization.invitation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How invitations behave.
@ConfigMapping(prefix = "nemorouter.invitations")
public interface InvitationConfig {
  /// How long a link can be used.
  @WithDefault("7d")
  Duration expiry();

  /// How many links an organization can make within an hour, as each may be a letter to a stranger.
  @WithDefault("200")
  int perHour();
}
