package ai.nemorouter.platform;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/// Sends e-mail through the operator's mail server.
@ApplicationScoped
public class Mails {
  /// What to do where e-mail cannot be sent, as a sentence for people.
  public static final String REMEDY =
      "E-mail cannot be sent from here yet: the operator of this installation has to name a mail"
          + " server in QUARKUS_MAILER_HOST and a sender in QUARKUS_MAILER_FROM.";

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ReactiveMailer mailer;

  Mails(ReactiveMailer mailer) {
    this.mailer = mailer;
  }

  /// @param id names the letter, so that one that is sent twice can be told by its receiver
  public record Letter(List<String> recipients, String subject, String text, String id) {
    public Letter {
      recipients = List.copyOf(recipients);
    }
  }

  /// The letter did not leave. The reason is for people.
  public static final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    NotSentException(String reason, Throwable cause) {
      super(reason, cause);
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
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

  /// Returns when the mail server has taken the letter.
  ///
  /// @throws NotSentException if it did not; call only where e-mail is available
  public void send(Letter letter) {
    send(mail(letter));
  }

  /// The same with a PDF.
  ///
  /// @throws NotSentException if the mail server did not take it
  public void send(Letter letter, String fileName, byte[] pdf) {
    send(mail(letter).addAttachment(fileName, pdf, "application/pdf"));
  }

  private static Mail mail(Letter letter) {
    return new Mail()
        .setTo(letter.recipients())
        .setSubject(letter.subject())
        .setText(letter.text())
        .addHeader("Message-ID", "<" + letter.id() + "@nemorouter.invalid>")
        .addHeader("Auto-Submitted", "auto-generated");
  }

  private void send(Mail mail) {
    try {
      mailer.send(mail).await().atMost(PATIENCE);
    } catch (RuntimeException e) {
      throw new NotSentException("The mail server did not take it: " + e.getMessage(), e);
    }
  }

  private static <T> Optional<T> setting(String name, Class<T> type) {
    return ConfigProvider.getConfig().getOptionalValue(name, type);
  }
}
