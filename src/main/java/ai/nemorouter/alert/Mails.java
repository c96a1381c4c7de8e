package ai.nemorouter.alert;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/// Sends e-mail through the operator's mail server.
@ApplicationScoped
public class Mails {
  /// What to do where e-mail cannot be sent, as a sentence for people.
  public static final String REMEDY =
      "E-mail cannot be sent from here yet: whoever runs this installation has to name a mail"
          + " server in QUARKUS_MAILER_HOST and a sender in QUARKUS_MAILER_FROM.";

  private static final Logger LOG = Logger.getLogger(Mails.class);

  private final ReactiveMailer mailer;
  private final AlertsConfig config;

  Mails(ReactiveMailer mailer, AlertsConfig config) {
    this.mailer = mailer;
    this.config = config;
  }

  /// Whether e-mail can be sent, or is only shown in the log.
  public boolean areAvailable() {
    return areOnlyLogged() || setting("quarkus.mailer.from", String.class).isPresent();
  }

  /// Whether e-mail goes to the log and nowhere else, as it does in development.
  public boolean areOnlyLogged() {
    return setting("quarkus.mailer.mock", Boolean.class)
        .orElseGet(() -> LaunchMode.current().isDevOrTest());
  }

  Sent send(List<String> recipients, Message message) {
    if (!areAvailable()) {
      return new Sent.NotDelivered(null, REMEDY);
    }
    Mail mail =
        new Mail()
            .setTo(recipients)
            .setSubject(message.subject())
            .setText(message.mail())
            .addHeader("Message-ID", "<" + message.id() + "@nemorouter.invalid>")
            .addHeader("Auto-Submitted", "auto-generated");
    try {
      mailer.send(mail).await().atMost(config.deliveryTimeout());
      return new Sent.Delivered(null);
    } catch (RuntimeException e) {
      LOG.debugf(e, "Mail not accepted message=%s", message.id());
      return new Sent.NotDelivered(null, "The mail server did not take it: " + e.getMessage());
    }
  }

  private static <T> Optional<T> setting(String name, Class<T> type) {
    return ConfigProvider.getConfig().getOptionalValue(name, type);
  }
}
