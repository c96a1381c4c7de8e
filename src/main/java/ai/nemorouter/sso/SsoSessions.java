package ai.nemorouter.sso;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.SessionCheck;
import ai.nemorouter.account.Sessions;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Sessions that hang on the provider: every so often it is asked whether they still stand, and it
/// can end them by itself. They are rows, so that every node knows at its next request.
@ApplicationScoped
class SsoSessions implements SessionCheck {
  private static final Logger LOG = Logger.getLogger(SsoSessions.class);

  /// A provider that gives no refresh token cannot be asked: the person signs in anew.
  private static final Duration WITHOUT_REFRESH = Duration.ofHours(1);

  /// How long a node may take to ask. A lease and no row lock, so that a provider that hangs keeps
  /// no connection of the database.
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int LOOK_AGAIN_MILLIS = 100;
  private static final int LOOKS_MAX = 120;

  private static final String ROWS =
      """
      select x.session_id, s.user_id, x.issuer, x.subject, x.refresh_token, x.id_token, x.refresh_due_at,
        x.refresh_due_at <= now() as due,
        x.refresh_due_at + :grace * interval '1 second' <= now() as overdue
      from sso_sessions x join sessions s on s.id = x.session_id
      """;

  private final Database database;
  private final Secrets secrets;
  private final SsoConfig config;
  private final ProviderSettings settings;
  private final IdentityProvider provider;
  private final Identities identities;
  private final Standing standing;
  private final Sessions sessions;
  private final CurrentActor current;

  SsoSessions(
      Database database,
      Secrets secrets,
      SsoConfig config,
      ProviderSettings settings,
      IdentityProvider provider,
      Identities identities,
      Standing standing,
      Sessions sessions,
      CurrentActor current) {
    this.database = database;
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
  public record Row(
      UUID sessionId,
      UUID userId,
      String issuer,
      String subject,
      @Nullable String refreshToken,
      String idToken,
      Instant refreshDueAt,
      boolean due,
      boolean overdue) {}

  void add(Handle handle, UUID sessionId, String issuer, IdentityProvider.Proof proof) {
    Duration standsFor = proof.refreshToken() == null ? WITHOUT_REFRESH : config.refreshEvery();
    handle
        .createUpdate(
            """
            insert into sso_sessions (session_id, issuer, subject, sid, refresh_token, id_token, refresh_due_at)
            values (:sessionId, :issuer, :subject, :sid, :refreshToken, :idToken, now() + :seconds * interval '1 second')
            """)
        .bind("sessionId", sessionId)
        .bind("issuer", issuer)
        .bind("subject", proof.claims().subject())
        .bind("sid", proof.sid())
        .bind("refreshToken", sealed(proof.refreshToken(), sessionId, "refresh_token"))
        .bind("idToken", sealed(proof.idToken(), sessionId, "id_token"))
        .bind("seconds", standsFor.toMillis() / 1000.0)
        .execute();
  }

  /// Whether the session hangs on the provider.
  boolean isSso(UUID sessionId) {
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
    if (!row.get().due()) {
      return true;
    }
    if (takeTurn(row.get())) {
      // Looked up again: since then another request may have asked, and its refresh token counts.
      return find(signedIn.sessionId()).map(this::refresh).orElse(false);
    }
    return !row.get().overdue() || waitForOther(row.get());
  }

  /// Ends what the provider ended.
  ///
  /// @return whether this was new: a token that came before ends nothing
  boolean endByProvider(IdentityProvider.Ended ended) {
    String issuer = settings.getOrThrow().issuer();
    return database
        .acrossOrganizations()
        .inTransaction(handle -> {
          handle.execute("delete from sso_logout_tokens where expires_at < now()");
          int noted =
              handle
                  .createUpdate(
                      """
                      insert into sso_logout_tokens (issuer, jti, expires_at) values (:issuer, :jti, :expires)
                      on conflict do nothing
                      """)
                  .bind("issuer", issuer)
                  .bind("jti", ended.jti())
                  .bind("expires", ended.expires())
                  .execute();
          if (noted == 0) {
            return false;
          }
          for (Row row : named(handle, issuer, ended)) {
            sessions.end(row.userId(), row.sessionId(), current.origin());
          }
          return true;
        });
  }

  /// The latest ID token of the session, to name it to the provider; empty for other sessions.
  Optional<String> idToken(UUID sessionId) {
    return find(sessionId).map(row -> opened(row.idToken(), row.sessionId(), "id_token"));
  }

  private boolean isPromoted(UUID userId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select exists (select from identities where user_id = :userId and operator)")
                .bind("userId", userId)
                .mapTo(Boolean.class)
                .one());
  }

  private boolean refresh(Row row) {
    if (row.refreshToken() == null) {
      return end(row, "The identity provider gave no token to ask it again with");
    }
    try {
      IdentityProvider.Proof proof =
          provider.refresh(
              opened(row.refreshToken(), row.sessionId(), "refresh_token"),
              row.subject(),
              opened(row.idToken(), row.sessionId(), "id_token"));
      return database.acrossOrganizations().inTransaction(handle -> renew(handle, row, proof));
    } catch (ProviderRefusedException e) {
      return end(row, e.getMessage());
    } catch (ProviderUnreachableException e) {
      if (row.overdue()) {
        return end(row, "The identity provider cannot be asked: " + e.getMessage());
      }
      LOG.warnf("A session could not be refreshed and goes on for now: %s", e.getMessage());
      leaveFor(row, PAUSE_AFTER_FAILURE);
      return true;
    }
  }

  /// @return whether the session still stands
  private boolean renew(Handle handle, Row row, IdentityProvider.Proof proof) {
    Identities.Identity identity =
        identities.lock(handle, row.issuer(), row.subject()).orElseThrow();
    int renewed =
        handle
            .createUpdate(
                """
                update sso_sessions set refresh_token = :refreshToken, id_token = :idToken,
                  sid = coalesce(:sid, sid), asked_until = '-infinity',
                  refresh_due_at = now() + :seconds * interval '1 second'
                where session_id = :sessionId
                """)
            .bind("refreshToken", sealed(proof.refreshToken(), row.sessionId(), "refresh_token"))
            .bind("idToken", sealed(proof.idToken(), row.sessionId(), "id_token"))
            .bind("sid", proof.sid())
            .bind("seconds", config.refreshEvery().toMillis() / 1000.0)
            .bind("sessionId", row.sessionId())
            .execute();
    if (renewed == 0) {
      return false;
    }
    boolean operatorNoMore = standing.apply(handle, identity, proof.claims(), current.origin());
    if (operatorNoMore) {
      sessions.end(row.userId(), row.sessionId(), current.origin());
    }
    return !operatorNoMore;
  }

  private boolean end(Row row, @Nullable String because) {
    LOG.infof("A session ended: %s", because);
    Origin origin = current.origin();
    database
        .acrossOrganizations()
        .useTransaction(handle -> sessions.end(row.userId(), row.sessionId(), origin));
    return false;
  }

  /// Whether it is this request that asks the provider.
  private boolean takeTurn(Row row) {
    return database
        .acrossOrganizations()
        .inTransaction(handle ->
            handle
                    .createUpdate(
                        """
                        update sso_sessions set asked_until = now() + :seconds * interval '1 second'
                        where session_id = :sessionId and refresh_due_at <= now() and asked_until < now()
                        """)
                    .bind("seconds", LEASE.toSeconds())
                    .bind("sessionId", row.sessionId())
                    .execute()
                == 1);
  }

  private void leaveFor(Row row, Duration pause) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    update sso_sessions set asked_until = now() + :seconds * interval '1 second'
                    where session_id = :sessionId
                    """)
                .bind("seconds", pause.toSeconds())
                .bind("sessionId", row.sessionId())
                .execute());
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
      if (now.isEmpty() || !now.get().due()) {
        return now.isPresent();
      }
    }
    return false;
  }

  private Optional<Row> find(UUID sessionId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(ROWS + "where x.session_id = :sessionId")
                .bind("grace", config.grace().toMillis() / 1000.0)
                .bind("sessionId", sessionId)
                .map(ConstructorMapper.of(Row.class))
                .findOne());
  }

  private List<Row> named(Handle handle, String issuer, IdentityProvider.Ended ended) {
    return handle
        .createQuery(
            ROWS
                + """
                where x.issuer = :issuer
                  and (cast(:sid as text) is null or x.sid = :sid)
                  and (cast(:subject as text) is null or x.subject = :subject)
                """)
        .bind("grace", config.grace().toMillis() / 1000.0)
        .bind("issuer", issuer)
        .bind("sid", ended.sid())
        .bind("subject", ended.subject())
        .map(ConstructorMapper.of(Row.class))
        .list();
  }

  private @Nullable String sealed(@Nullable String token, UUID sessionId, String column) {
    return token == null ? null : secrets.seal(token, place(sessionId, column));
  }

  private String opened(String sealed, UUID sessionId, String column) {
    return secrets.open(sealed, place(sessionId, column));
  }

  private static String place(UUID sessionId, String column) {
    return "sso_sessions." + column + " " + sessionId;
  }
}
