package ai.nemorouter.demo;

import ai.nemorouter.access.Actor;
import ai.nemorouter.alert.Channel;
import ai.nemorouter.alert.ChannelSettings;
import ai.nemorouter.alert.Channels;
import ai.nemorouter.platform.Mails;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

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
  void ensure(Handle handle, UUID orgId) {
    boolean had =
        handle
            .select("select exists (select from alert_channels where org_id = ?)", orgId)
            .mapTo(Boolean.class)
            .one();
    if (mails.areOnlyLogged() && !had) {
      channels.add(handle, new Actor.Setup(orgId), Channel.Kind.EMAIL, FINANCE);
    }
  }
}
