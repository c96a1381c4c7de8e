package ai.nemorouter.sso.provider;

import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.error.InvalidSettingException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/// Asks Keycloak's admin API which groups and roles there are, for people who write rules. It is
/// optional, and nothing depends on it: where it is not set up or does not answer, nothing is
/// offered.
@ApplicationScoped
public class Realm {
  private static final Logger LOG = Logger.getLogger(Realm.class);
  private static final int FIRST = 1;
  private static final int GROUPS_MAX = 5_000;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final String REALMS = "/realms/";

  /// Rules are about other roles than the realm's where the claim is another one.
  private static final String ROLES_CLAIM = "realm_access.roles";

  private final boolean rolesAreTheRealms;
  private final @Nullable Access access;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile @Nullable Keycloak keycloak;
  private volatile Answer latest = new Answer(Optional.empty(), Instant.MIN);

  Realm(SsoConfig config, SsoProviderSettings settings) {
    rolesAreTheRealms = config.rolesClaim().equals(ROLES_CLAIM);
    access =
        settings.areComplete()
            ? config
                .directoryClientId()
                .filter(id -> !id.isBlank())
                .map(id -> Access.of(id, config, settings.getOrThrow()))
                .orElse(null)
            : null;
  }

  /// What cannot be meant stops the start, not the first rule.
  void start(@Observes @Priority(FIRST) StartupEvent event) {}

  @PreDestroy
  void close() {
    Keycloak client = keycloak;
    if (client != null) {
      client.close();
    }
  }

  private record Answer(Optional<RealmNames> names, Instant at) {
    private boolean isFresh() {
      return at.plus(FRESH).isAfter(Instant.now());
    }
  }

  private record Access(String server, String realm, String clientId, String secret) {
    private static Access of(String id, SsoConfig config, SsoProviderSettings.Known known) {
      String issuer = known.issuer();
      int end = issuer.indexOf(REALMS);
      if (end < 0) {
        throw new InvalidSettingException(
            "NEMOROUTER_SSO_DIRECTORY_CLIENT_ID",
            "is for Keycloak, whose NEMOROUTER_SSO_ISSUER ends in /realms/ and the realm's name");
      }
      Optional<String> own = id.equals(known.clientId()) ? known.secret() : Optional.empty();
      String secret =
          config
              .directoryClientSecret()
              .filter(text -> !text.isBlank())
              .or(() -> own)
              .orElseThrow(() ->
                  new InvalidSettingException(
                      "NEMOROUTER_SSO_DIRECTORY_CLIENT_SECRET",
                      "must be set where NEMOROUTER_SSO_DIRECTORY_CLIENT_ID is another client than NEMOROUTER_SSO_CLIENT_ID"));
      return new Access(
          issuer.substring(0, end), issuer.substring(end + REALMS.length()), id, secret);
    }
  }

  public boolean isSetUp() {
    return access != null;
  }

  /// The names as they were a minute ago at most; empty where they cannot be had. Waits three
  /// seconds for Keycloak at most, and once a minute if it does not answer.
  public Optional<RealmNames> names() {
    Access known = access;
    if (known == null) {
      return Optional.empty();
    }
    if (!latest.isFresh() && turn.tryLock()) {
      try {
        latest = new Answer(asked(known), Instant.now());
      } finally {
        turn.unlock();
      }
    }
    return latest.names();
  }

  private Optional<RealmNames> asked(Access known) {
    try {
      return Optional.of(
          Uni.createFrom()
              .item(() -> ask(known))
              .runSubscriptionOn(Thread::startVirtualThread)
              .await()
              .atMost(PATIENCE));
    } catch (TimeoutException e) {
      LOG.debug("Keycloak takes long to tell its groups and roles");
      return latest.names();
    } catch (RuntimeException e) {
      LOG.warnf("Keycloak does not tell its groups and roles: %s", FailureText.of(e));
      return Optional.empty();
    }
  }

  private RealmNames ask(Access known) {
    RealmResource realm = client(known).realm(known.realm());
    List<String> groups = new ArrayList<>();
    collect(realm, realm.groups().groups(0, GROUPS_MAX), groups);
    List<String> roles =
        rolesAreTheRealms
            ? realm.roles().list(true).stream().map(RoleRepresentation::getName).sorted().toList()
            : List.of();
    Set<Claims.Kind> kinds = EnumSet.noneOf(Claims.Kind.class);
    if (groups.size() < GROUPS_MAX) {
      kinds.add(Claims.Kind.GROUP);
    }
    if (rolesAreTheRealms) {
      kinds.add(Claims.Kind.ROLE);
    }
    RealmNames names = new RealmNames(groups.stream().sorted().toList(), roles, kinds);
    // Also where the page that asked has not waited for it.
    latest = new Answer(Optional.of(names), Instant.now());
    return names;
  }

  /// Keycloak tells of groups below others one parent at a time; before its version 23 all at once.
  private static void collect(
      RealmResource realm, List<GroupRepresentation> found, List<String> paths) {
    for (GroupRepresentation group : found) {
      if (paths.size() >= GROUPS_MAX) {
        return;
      }
      paths.add(group.getPath());
      Long below = group.getSubGroupCount();
      collect(
          realm,
          below == null || below == 0
              ? Objects.requireNonNullElse(group.getSubGroups(), List.of())
              : realm.groups().group(group.getId()).getSubGroups(0, GROUPS_MAX, true),
          paths);
    }
  }

  private Keycloak client(Access known) {
    Keycloak client = keycloak;
    if (client == null) {
      client =
          KeycloakBuilder.builder()
              .serverUrl(known.server())
              .realm(known.realm())
              .grantType(OAuth2Constants.CLIENT_CREDENTIALS)
              .clientId(known.clientId())
              .clientSecret(known.secret())
              .build();
      keycloak = client;
    }
    return client;
  }
}
