package ai.nemorouter.sso;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.SuspendedAccountException;
import ai.nemorouter.account.Users;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.http.RefusalLog;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.sso.provider.Claims;
import ai.nemorouter.sso.provider.IdentityProvider;
import ai.nemorouter.sso.provider.ProviderRefusedException;
import ai.nemorouter.sso.provider.ProviderUnreachableException;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import ai.nemorouter.sso.session.SsoSessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Signs people in through the provider, makes their account when they first come, and links an
/// account that was there before, when its owner asks for that.
@ApplicationScoped
class SsoSignIns {
  private static final Logger LOG = Logger.getLogger(SsoSignIns.class);
  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

  private final Database database;
  private final IdentityProvider provider;
  private final SsoProviderSettings settings;
  private final PendingSsoSignIns attempts;
  private final Identities identities;
  private final SsoSessions ssoSessions;
  private final SsoAccountSync standing;
  private final Sessions sessions;
  private final Users users;
  private final AuditLog auditLog;
  private final RefusalLog refusals;

  SsoSignIns(
      Database database,
      IdentityProvider provider,
      SsoProviderSettings settings,
      PendingSsoSignIns attempts,
      Identities identities,
      SsoSessions ssoSessions,
      SsoAccountSync standing,
      Sessions sessions,
      Users users,
      AuditLog auditLog,
      RefusalLog refusals) {
    this.database = database;
    this.provider = provider;
    this.settings = settings;
    this.attempts = attempts;
    this.identities = identities;
    this.ssoSessions = ssoSessions;
    this.standing = standing;
    this.sessions = sessions;
    this.users = users;
    this.auditLog = auditLog;
    this.refusals = refusals;
  }

  /// @param address where the browser goes
  /// @param browser what it brings back in a cookie
  record Begun(URI address, String browser) {}

  /// What the browser brought back from the provider.
  record Answer(
      @Nullable String state,
      @Nullable String code,
      @Nullable String issuer,
      @Nullable String error,
      @Nullable String browser) {}

  /// What came of it.
  sealed interface Outcome {
    /// @param token of the new session
    /// @param missing what the provider did not say although something here depends on it
    record Accepted(String token, String next, Set<Claims.Kind> missing) implements Outcome {}

    record Linked(String next) implements Outcome {}

    /// There is an account with that address, whose owner showed that it is theirs.
    record AddressTaken(String email) implements Outcome {}

    /// There is an account with that address, and it has not been shown that it is theirs.
    record AddressUnverified(String email, String next) implements Outcome {}

    /// The provider names no address that it has verified.
    record WithoutAddress() implements Outcome {}

    /// That identity belongs to another account, or the account to another identity.
    record LinkedElsewhere() implements Outcome {}

    /// This browser did not begin this here, or too long ago, or another one since.
    record Unknown() implements Outcome {}

    /// The provider turned the person away.
    record Denied() implements Outcome {}

    /// What the provider said cannot be believed.
    record Untrusted() implements Outcome {}

    record Unreachable() implements Outcome {}

    record Suspended() implements Outcome {}
  }

  /// @param takeover whether the person wants their address for a new account, if one has it that
  ///   not verified
  Begun begin(String next, boolean takeover) throws ProviderUnreachableException {
    return begin(new PendingSsoSignIns.Wish(next, null, takeover));
  }

  /// Begins to link the account of somebody who is signed in; they have to show anew who they are
  /// at the provider.
  Begun beginLinking(SignedIn person, String next) throws ProviderUnreachableException {
    return begin(new PendingSsoSignIns.Wish(next, person.sessionId(), false));
  }

  Outcome complete(Answer answer, Origin origin, Optional<String> before) {
    String state = answer.state();
    String browser = answer.browser();
    Optional<PendingSsoSignIns.Wish> wish =
        state == null || browser == null ? Optional.empty() : attempts.opened(browser, state);
    if (wish.isEmpty()) {
      return new Outcome.Unknown();
    }
    if (answer.error() != null || answer.code() == null) {
      tell("The identity provider turned a sign-in away: %s", word(answer.error()));
      return new Outcome.Denied();
    }
    try {
      IdentityProvider.Proof proof = provider.redeem(answer.issuer());
      return accept(wish.get(), proof, origin, before);
    } catch (ProviderRefusedException e) {
      tell("A sign-in through the identity provider was refused: %s", e.getMessage());
      return new Outcome.Untrusted();
    } catch (ProviderUnreachableException e) {
      tell("The identity provider cannot be asked: %s", e.getMessage());
      return new Outcome.Unreachable();
    } catch (SuspendedAccountException e) {
      return new Outcome.Suspended();
    }
  }

  private void tell(String format, @Nullable String reason) {
    refusals.write(RefusalLog.Kind.SINGLE_SIGN_ON, LOG, Logger.Level.WARN, format, reason);
  }

  /// The code of an OAuth error. It comes with an address that anybody can write.
  private static String word(@Nullable String error) {
    return error != null && ERROR.matcher(error).matches() ? error : "for no reason that is known";
  }

  private Begun begin(PendingSsoSignIns.Wish wish) throws ProviderUnreachableException {
    IdentityProvider.Asked asked = provider.ask(wish.linkSessionId() != null);
    return new Begun(asked.address(), attempts.sealed(wish, asked.state()));
  }

  private Outcome accept(
      PendingSsoSignIns.Wish wish,
      IdentityProvider.Proof proof,
      Origin origin,
      Optional<String> before) {
    return database.inInstallation(() ->
        wish.linkSessionId() == null
            ? signIn(wish, proof, origin, before)
            : link(wish.linkSessionId(), wish.next(), proof, origin));
  }

  private Outcome signIn(
      PendingSsoSignIns.Wish wish,
      IdentityProvider.Proof proof,
      Origin origin,
      Optional<String> before) {
    String issuer = settings.getOrThrow().issuer();
    Claims claims = proof.claims();
    Optional<Identities.Identity> known = identities.lock(issuer, claims.subject());
    boolean first = known.isEmpty();
    if (first) {
      Optional<Outcome> hindrance = createAccount(wish, issuer, claims);
      if (hindrance.isPresent()) {
        return hindrance.get();
      }
      known = identities.lock(issuer, claims.subject());
    }
    Identities.Identity identity = known.orElseThrow();
    standing.apply(identity, claims, origin);
    if (first) {
      record(identity, "account.created", origin);
    }
    Sessions.Started started =
        sessions.start(identity.userId(), Sessions.Method.SSO, origin, before);
    ssoSessions.add(started.id(), issuer, proof);
    return new Outcome.Accepted(started.token(), wish.next(), standing.missing(identity, claims));
  }

  /// @return why there is no account; empty if there is one now
  private Optional<Outcome> createAccount(
      PendingSsoSignIns.Wish wish, String issuer, Claims claims) {
    if (claims.email().isEmpty()) {
      return Optional.of(new Outcome.WithoutAddress());
    }
    String email = claims.email().get();
    Optional<Users.Holder> holder = users.holder(email);
    if (holder.isPresent()) {
      if (holder.get().verified()) {
        return Optional.of(new Outcome.AddressTaken(email));
      }
      if (holder.get().suspended()) {
        return Optional.of(new Outcome.Suspended());
      }
      if (!wish.takeover()) {
        return Optional.of(new Outcome.AddressUnverified(email, wish.next()));
      }
      users.giveUpAddress(holder.get().id(), "its owner signed in by single sign-on");
    }
    Optional<UUID> created = identities.createAccount(email, claims.name());
    if (created.isEmpty()) {
      return Optional.of(new Outcome.AddressTaken(email));
    }
    identities.link(issuer, claims.subject(), created.get());
    return Optional.empty();
  }

  private Outcome link(UUID sessionId, String next, IdentityProvider.Proof proof, Origin origin) {
    String issuer = settings.getOrThrow().issuer();
    Optional<UUID> userId = sessions.owner(sessionId);
    if (userId.isEmpty()) {
      return new Outcome.Unknown();
    }
    if (!identities.link(issuer, proof.claims().subject(), userId.get())) {
      return new Outcome.LinkedElsewhere();
    }
    Identities.Identity identity = identities.lock(issuer, proof.claims().subject()).orElseThrow();
    standing.apply(identity, proof.claims(), origin);
    record(identity, "identity.linked", origin);
    return new Outcome.Linked(next);
  }

  private void record(Identities.Identity identity, String action, Origin origin) {
    auditLog.recordPersonal(
        new AuditLog.Personal(identity.userId(), identity.name(), identity.operator(), origin),
        action,
        "user " + identity.userId(),
        Json.object().put("issuer", identity.issuer()).put("subject", identity.subject()));
  }
}
