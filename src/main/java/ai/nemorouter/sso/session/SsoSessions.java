package ai.nemorouter.sso.session;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.session.SessionCheck;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.sso.Identities;
import ai.nemorouter.sso.SsoAccountSync;
import ai.nemorouter.sso.provider.IdentityProvider;
import ai.nemorouter.sso.provider.ProviderRefusedException;
import ai.nemorouter.sso.provider.ProviderUnreachableException;
import ai.nemorouter.sso.provider.SsoConfig;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sessions that hang on the provider: every so often it is asked whether they still stand, and it
/// can end them by itself. They are rows, so that every node knows at its next request.
@ApplicationScoped
public class SsoSessions implements SessionCheck {
  private static final Logger LOG = Logger.getLogger(SsoSessions.class);

  /// A provider that gives no refresh token cannot be asked: the person signs in anew.
  private static final Duration WITHOUT_REFRESH = Duration.ofHours(1);

  /// How long a node may take to ask. A lease and no row lock, so that a provider that hangs keeps
  /// no connection of the database.
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int LOOK_AGAIN_MILLIS = 100;
  private static final int LOOKS_MAX = 120;
  private static final String REFRESH_TOKEN = "refresh_token";
  private static final String ID_TOKEN = "id_token";

  private final Database database;
  private final SsoSessionQueries queries;
  private final Secrets secrets;
  private final SsoConfig config;
  private final SsoProviderSettings settings;
  private final IdentityProvider provider;
  private final Identities identities;
  private final SsoAccountSync standing;
  private final Sessions sessions;
  private final CurrentActor current;

  SsoSessions(
      Database database,
      SsoSessionQueries queries,
      Secrets secrets,
      SsoConfig config,
      SsoProviderSettings settings,
      IdentityProvider provider,
      Identities identities,
      SsoAccountSync standing,
      Sessions sessions,
      CurrentActor current) {
    this.database = database;
    this.queries = queries;
    this.secrets = secrets;
    this.config = config;
    this.settings = settings;
    this.provider = provider;
    this.identities = identities;
    this.standing = standing;
    this.sessions = sessions;
    this.current = current;
  }

  /// What is stored of a session.
  ///
  /// @param now by the clock of the database
  public record Row(
      UUID sessionId,
      UUID userId,
      String issuer,
      String subject,
      @Nullable String refreshToken,
      String idToken,
      Instant refreshDueAt,
      Instant now) {
    boolean isDue() {
      return !refreshDueAt.isAfter(now);
    }

    boolean isOverdue(Duration grace) {
      return !refreshDueAt.plus(grace).isAfter(now);
    }
  }

  /// As part of the transaction that begins the session.
  public void add(UUID sessionId, String issuer, IdentityProvider.Proof proof) {
    Duration standsFor = proof.refreshToken() == null ? WITHOUT_REFRESH : config.refreshEvery();
    queries.insert(
        sessionId,
        issuer,
        proof.claims().subject(),
        proof.sid(),
        sealedRefreshToken(proof, sessionId),
        sealed(proof.idToken(), sessionId, ID_TOKEN),
        database.now().plus(standsFor));
  }

  /// Whether the session hangs on the provider.
  public boolean isSso(UUID sessionId) {
    return find(sessionId).isPresent();
  }

  @Override
  public boolean stands(SignedIn signedIn) {
    Optional<Row> row = find(signedIn.sessionId());
    if (row.isEmpty()) {
      // Who runs the installation through the provider, does so only where it can be asked.
      return !signedIn.operator() || !isPromoted(signedIn.userId());
    }
    if (!settings.areComplete() || !settings.getOrThrow().issuer().equals(row.get().issuer())) {
      return end(row.get(), "The installation has another identity provider now");
    }
    if (!row.get().isDue()) {
      return true;
    }
    if (takeTurn(row.get())) {
      // Looked up again: since then another request may have asked, and its refresh token counts.
      return find(signedIn.sessionId()).map(this::refresh).orElse(false);
    }
    return !row.get().isOverdue(config.grace()) || waitForOther(row.get());
  }

  /// Ends what the provider ended.
  ///
  /// @return whether this was new: a token that came before ends nothing
  public boolean endByProvider(IdentityProvider.Ended ended) {
    String issuer = settings.getOrThrow().issuer();
    return database.inInstallation(() -> {
      queries.forgetNotes();
      if (queries.note(issuer, ended.jti(), ended.expires()) == 0) {
        return false;
      }
      for (Row row : queries.named(issuer, ended.sid(), ended.subject())) {
        sessions.end(row.userId(), row.sessionId(), current.origin());
      }
      return true;
    });
  }

  /// The latest ID token of the session, to name it to the provider; empty for other sessions.
  public Optional<String> idToken(UUID sessionId) {
    return find(sessionId).map(row -> opened(row.idToken(), row.sessionId(), ID_TOKEN));
  }

  private boolean isPromoted(UUID userId) {
    return database.inInstallation(() -> identities.isPromoted(userId));
  }

  private boolean refresh(Row row) {
    if (row.refreshToken() == null) {
      return end(row, "The identity provider gave no token to ask it again with");
    }
    try {
      IdentityProvider.Proof proof =
          provider.refresh(
              opened(row.refreshToken(), row.sessionId(), REFRESH_TOKEN),
              row.subject(),
              opened(row.idToken(), row.sessionId(), ID_TOKEN));
      return database.inInstallation(() -> renew(row, proof));
    } catch (ProviderRefusedException e) {
      return end(row, e.getMessage());
    } catch (ProviderUnreachableException e) {
      if (row.isOverdue(config.grace())) {
        return end(row, "The identity provider cannot be asked: " + e.getMessage());
      }
      LOG.warnf("A session could not be refreshed and goes on for now: %s", e.getMessage());
      leaveFor(row, PAUSE_AFTER_FAILURE);
      return true;
    }
  }

  /// @return whether the session still stands
  private boolean renew(Row row, IdentityProvider.Proof proof) {
    Identities.Identity identity = identities.lock(row.issuer(), row.subject()).orElseThrow();
    int renewed =
        queries.renew(
            row.sessionId(),
            sealedRefreshToken(proof, row.sessionId()),
            sealed(proof.idToken(), row.sessionId(), ID_TOKEN),
            proof.sid(),
            database.now().plus(config.refreshEvery()),
            Instant.EPOCH);
    if (renewed == 0) {
      return false;
    }
    boolean operatorNoMore = standing.apply(identity, proof.claims(), current.origin());
    if (operatorNoMore) {
      sessions.end(row.userId(), row.sessionId(), current.origin());
    }
    return !operatorNoMore;
  }

  private boolean end(Row row, @Nullable String because) {
    LOG.infof("A session ended: %s", because);
    Origin origin = current.origin();
    database.inInstallation(() -> sessions.end(row.userId(), row.sessionId(), origin));
    return false;
  }

  /// Whether it is this request that asks the provider.
  private boolean takeTurn(Row row) {
    return database.inInstallation(
        () -> queries.takeTurn(row.sessionId(), database.now().plus(LEASE)) == 1);
  }

  private void leaveFor(Row row, Duration pause) {
    database.inInstallation(() -> queries.leave(row.sessionId(), database.now().plus(pause)));
  }

  /// Another request asks at this moment, and the session is too old to go on without an answer.
  private boolean waitForOther(Row row) {
    for (int look = 0; look < LOOKS_MAX; look++) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      Optional<Row> now = find(row.sessionId());
      if (now.isEmpty() || !now.get().isDue()) {
        return now.isPresent();
      }
    }
    return false;
  }

  private Optional<Row> find(UUID sessionId) {
    return database.inInstallation(() -> queries.find(sessionId));
  }

  private @Nullable String sealedRefreshToken(IdentityProvider.Proof proof, UUID sessionId) {
    String token = proof.refreshToken();
    return token == null ? null : sealed(token, sessionId, REFRESH_TOKEN);
  }

  private String sealed(String token, UUID sessionId, String column) {
    return secrets.seal(token, place(sessionId, column));
  }

  private String opened(String sealed, UUID sessionId, String column) {
    return secrets.open(sealed, place(sessionId, column));
  }

  private static String place(UUID sessionId, String column) {
    return "sso_sessions." + column + " " + sessionId;
  }
}
