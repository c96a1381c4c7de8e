package ai.nemorouter.demo;

import ai.nemorouter.access.Actor;
import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.platform.Mails;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// Lets the demo organization hear of its alerts where e-mail goes to the log and nowhere else.
@ApplicationScoped
class DemoAlerts {
  private static final ChannelSettings FINANCE =
      new ChannelSettings("Finance", "finance@acme.example", 80, true);

  private final Channels channels;
  private final Mails mails;

  DemoAlerts(Channels channels, Mails mails) {
    this.channels = channels;
    this.mails = mails;
  }

  /// Adds its channel once; one that somebody removed stays removed.
  void ensure(UUID orgId) {
    if (mails.areOnlyLogged() && !channels.wereAny(orgId)) {
      channels.add(new Actor.Setup(orgId), Channel.Kind.EMAIL, FINANCE);
    }
  }
}
