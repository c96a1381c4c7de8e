package ai.nemorouter.provider;

import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.provider.ProviderEntity.Change;
import ai.nemorouter.provider.ProviderEntity.Credential;
import ai.nemorouter.provider.byok.ByokConfig;
import ai.nemorouter.provider.dialect.Dialects;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Adds, changes and removes providers: the installation's, and those that organizations bring.
@ApplicationScoped
public class StoredProviders {
  static final int INSTALLATION_MAX = 200;
  static final int ORGANIZATION_MAX = 50;
  private static final Logger LOG = Logger.getLogger(StoredProviders.class);
  private static final int KEY_LENGTH_MAX = 4_000;
  private static final int KEY_END = 4;

  /// So that a key's end does not tell much of it.
  private static final int KEY_LENGTH_TO_SHOW_END = 12;

  /// What a header may hold.
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

  private final Database database;
  private final ProviderRows rows;
  private final AuditLog audit;
  private final Secrets secrets;
  private final Dialects dialects;
  private final Providers declared;
  private final ByokConfig config;
  private final Event<ProvidersChanged> changed;

  StoredProviders(
      Database database,
      ProviderRows rows,
      AuditLog audit,
      Secrets secrets,
      Dialects dialects,
      Providers declared,
      ByokConfig config,
      Event<ProvidersChanged> changed) {
    this.database = database;
    this.rows = rows;
    this.audit = audit;
    this.secrets = secrets;
    this.dialects = dialects;
    this.declared = declared;
    this.config = config;
    this.changed = changed;
  }

  /// In the order in which they are tried.
  public List<StoredProvider> list(ProviderOwner holder) {
    holder.authorizeOrThrow(Permission.VIEW_PROVIDERS);
    return holder.reading(database, () -> rows.list(holder.orgId()));
  }

  public StoredProvider find(ProviderOwner holder, String name) {
    holder.authorizeOrThrow(Permission.VIEW_PROVIDERS);
    return holder.reading(database, () -> rows.getOrThrow(holder.orgId(), name).shown());
  }

  public StoredProvider find(ProviderOwner holder, UUID id) {
    return list(holder).stream()
        .filter(found -> found.id().equals(id))
        .findFirst()
        .orElseThrow(ProviderRows::none);
  }

  /// For a form that changes it.
  public StoredProvider findForChange(ProviderOwner holder, String name) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    return holder.reading(database, () -> rows.getOrThrow(holder.orgId(), name).shown());
  }

  /// Why no key can be stored here, as a sentence; null where one can.
  public @Nullable String obstacle() {
    return secrets.areAvailable() ? null : Secrets.REMEDY;
  }

  /// How far the addresses of such providers may lead.
  public Reach reach(@Nullable UUID orgId) {
    return Reach.of(orgId == null || config.allowPrivateTargets());
  }

  /// @param apiKey empty where the provider wants none
  public StoredProvider add(ProviderOwner holder, ProviderSettings wanted, String apiKey) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    ProviderSettings settings = wanted.checked(dialects, reach(holder.orgId()));
    String key = checkedKey(apiKey);
    if (key == null && holder.orgId() != null) {
      throw new InvalidInputException("api_key", "Enter the key of your account there.");
    }
    holder.in(
        database,
        () -> {
          // One after the other, so that two that come at once do not both find the last place.
          Change change = rows.nextChange();
          requireFree(holder, settings.name());
          UUID id = Ids.next();
          Credential stored = new Credential(sealed(key, holder.orgId(), id), keyEnd(key));
          rows.add(holder.orgId(), id, settings, stored, holder.displayName(), change);
          holder.record(
              audit,
              "added",
              settings.name(),
              Changes.between(null, settings.details())
                  .added("api_key", key == null ? null : "stored"));
          return true;
        });
    changed.fire(new ProvidersChanged());
    return find(holder, settings.name());
  }

  /// @param wanted with the name that it has
  /// @param apiKey empty to keep the one there is
  public StoredProvider change(
      ProviderOwner holder, String name, ProviderSettings wanted, String apiKey) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    ProviderSettings settings = wanted.checked(dialects, reach(holder.orgId()));
    String key = checkedKey(apiKey);
    holder.in(
        database,
        () -> {
          Change change = rows.nextChange();
          ProviderEntity row = rows.getOrThrow(holder.orgId(), name);
          StoredProvider before = row.shown();
          if (!settings.name().equals(name)) {
            throw new InvalidInputException(
                "name",
                "A name cannot be changed, because limits and calls go by it. Add another provider.");
          }
          if (key == null && before.keyEnd() != null && !settings.leadsWhere(before.settings())) {
            throw new InvalidInputException(
                "api_key",
                "The address leads to another server now: enter the key again, so that it goes nowhere by mistake.");
          }
          Credential stored = new Credential(sealed(key, holder.orgId(), before.id()), keyEnd(key));
          row.change(settings, stored, change);
          Changes changes = Changes.between(before.settings().details(), settings.details());
          if (key != null) {
            changes.changed("api_key", before.keyEnd() == null ? null : "stored", "replaced");
          }
          holder.record(audit, "changed", name, changes);
          return true;
        });
    changed.fire(new ProvidersChanged());
    return find(holder, name);
  }

  /// @param enabled whether calls go to it
  public void enable(ProviderOwner holder, String name, boolean enabled) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    holder.in(
        database,
        () -> {
          Change change = rows.nextChange();
          ProviderEntity row = rows.getOrThrow(holder.orgId(), name);
          boolean before = row.shown().enabled();
          row.enable(enabled, change);
          holder.record(
              audit,
              enabled ? "enabled" : "disabled",
              name,
              Changes.none().changed("enabled", before, enabled));
          return true;
        });
    changed.fire(new ProvidersChanged());
  }

  /// Forgets its key at once and for good.
  public void remove(ProviderOwner holder, String name) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    holder.in(
        database,
        () -> {
          Change change = rows.nextChange();
          ProviderEntity row = rows.getOrThrow(holder.orgId(), name);
          StoredProvider before = row.shown();
          row.remove(change);
          holder.record(audit, "removed", name, Changes.between(before.settings().details(), null));
          return true;
        });
    changed.fire(new ProvidersChanged());
  }

  /// As it is spoken to, with its key.
  ///
  /// @throws InvalidInputException if that cannot be done here and now
  Provider open(ProviderOwner holder, String name) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    return holder
        .reading(
            database,
            () -> {
              ProviderEntity row = rows.getOrThrow(holder.orgId(), name);
              return provider(row.shown(), row.apiKey());
            })
        .orElseThrow(() ->
            new InvalidInputException(
                "api_key",
                "Its key cannot be read any more, or its dialect is not known here. Enter it again."));
  }

  /// What changed since a version, oldest first, for the nodes that serve them.
  public List<ProviderChange> changesSince(long version) {
    return database.inInstallation(() -> rows.since(version)).stream()
        .filter(row -> row.orgId() != null || !isDeclared(row.name()))
        .map(this::change)
        .toList();
  }

  private ProviderChange change(ProviderEntity row) {
    StoredProvider stored = row.shown();
    DeclaredProvider serving =
        row.isRemoved() || !stored.enabled()
            ? null
            : provider(stored, row.apiKey())
                .map(provider ->
                    new DeclaredProvider(
                        provider,
                        stored.models(),
                        stored.anyModel(),
                        usd(stored.inputPrice()),
                        usd(stored.outputPrice())))
                .orElse(null);
    return new ProviderChange(stored.account(), serving, stored.position(), row.version());
  }

  private Optional<Provider> provider(StoredProvider stored, @Nullable String sealed) {
    try {
      String key =
          sealed == null
              ? null
              : secrets.open(sealed, ProviderRows.place(stored.orgId(), stored.id()));
      return Optional.of(
          new Provider(
              stored.name(),
              dialects.get(stored.dialect()),
              URI.create(stored.baseUrl()),
              key,
              stored.costHeader(),
              false,
              stored.orgId(),
              Set.copyOf(stored.passOn())));
    } catch (IllegalStateException | IllegalArgumentException e) {
      LOG.errorf(
          "A stored provider cannot be used provider=%s cause=%s",
          stored.name(), FailureText.of(e));
      return Optional.empty();
    }
  }

  private void requireFree(ProviderOwner holder, String name) {
    List<StoredProvider> own = rows.list(holder.orgId());
    int most = holder.orgId() == null ? INSTALLATION_MAX : ORGANIZATION_MAX;
    if (own.size() >= most) {
      throw new InvalidInputException(
          "name", "There are %d providers, which is the most. Remove one before.".formatted(most));
    }
    boolean taken =
        own.stream().anyMatch(other -> other.name().equals(name))
            || isDeclared(name)
            || (holder.orgId() != null && rows.isInstallations(name));
    if (taken) {
      throw new InvalidInputException(
          "name",
          "There is a provider “"
              + name
              + "” already. Choose another name, such as own-"
              + name
              + ".");
    }
  }

  private boolean isDeclared(String name) {
    return declared.declared().stream().anyMatch(other -> other.provider().name().equals(name));
  }

  private static @Nullable String checkedKey(String typed) {
    String key = typed.strip();
    if (key.isEmpty()) {
      return null;
    }
    if (key.length() > KEY_LENGTH_MAX || !KEY.matcher(key).matches()) {
      throw new InvalidInputException(
          "api_key", "A key has no spaces and at most %d characters.".formatted(KEY_LENGTH_MAX));
    }
    return key;
  }

  private @Nullable String sealed(@Nullable String key, @Nullable UUID orgId, UUID id) {
    if (key == null) {
      return null;
    }
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("api_key", Secrets.REMEDY);
    }
    return secrets.seal(key, ProviderRows.place(orgId, id));
  }

  private static @Nullable String keyEnd(@Nullable String key) {
    if (key == null) {
      return null;
    }
    return key.length() < KEY_LENGTH_TO_SHOW_END ? "" : key.substring(key.length() - KEY_END);
  }

  private static @Nullable BigDecimal usd(@Nullable Money price) {
    return price == null ? null : price.usd();
  }
}
