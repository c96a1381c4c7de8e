package ai.nemorouter.account;

import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.FailureText;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Sends e-mails to people about their accounts. They are sent outside the request, so that its
/// response time does not reveal whether an account exists. Failures are logged, and people ask
/// again.
@ApplicationScoped
public class AccountEmails {
  private static final Logger LOG = Logger.getLogger(AccountEmails.class);
  private static final int AT_ONCE_MAX = 8;
  private static final Duration PARTING = Duration.ofSeconds(10);

  private final Mails mails;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places = new Semaphore(AT_ONCE_MAX);

  AccountEmails(Mails mails) {
    this.mails = mails;
  }

  public boolean canBeSent() {
    return mails.areAvailable();
  }

  /// Does what may end in a letter, later.
  public void later(Runnable work) {
    threads.execute(() -> {
      places.acquireUninterruptibly();
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.errorf(e, "A letter about an account was not written");
      } finally {
        places.release();
      }
    });
  }

  public void send(String recipient, String subject, String text) {
    try {
      mails.send(new Mails.Letter(List.of(recipient), subject, text, "account_" + Ids.next()));
    } catch (Mails.NotSentException e) {
      LOG.warnf("A letter about an account was not sent cause=%s", FailureText.of(e));
    }
  }

  /// Tells somebody that the way they sign in was changed, in case it was not them.
  public void tellLater(Account account, String what) {
    if (!canBeSent()) {
      return;
    }
    later(() ->
        send(
            account.email(),
            "Your NemoRouter account: " + what,
            """
            Hello %s,

            %s.

            If that was not you, ask the operator of this NemoRouter installation for help at once.
            """
                .formatted(account.name(), what)));
  }

  /// Lets letters under way leave, for a while.
  @PreDestroy
  void stop() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(PARTING.toSeconds(), TimeUnit.SECONDS)) {
      LOG.warn("Letters about accounts were not sent because the application stops");
    }
  }
}
