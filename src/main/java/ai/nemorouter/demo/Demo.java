package ai.nemorouter.demo;

import ai.nemorouter.access.Actor;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.database.Database;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;

/// Makes what the demo shows, once, and keeps its key and account to development.
@ApplicationScoped
public class Demo {
  private static final int AFTER_BOOTSTRAP = 40;
  private static final String KEY_NAME = "Printed at start";
  private static final Budget KEY_BUDGET = new Budget(Period.TOTAL, Money.ofUsd("5"));

  private final DemoConfig config;
  private final Database database;
  private final Organizations organizations;
  private final DemoOrganization organization;
  private final DemoAccount account;
  private final DemoAlerts alerts;
  private final DemoGuardrails guardrails;
  private final Keys keys;

  Demo(
      DemoConfig config,
      Database database,
      Organizations organizations,
      DemoOrganization organization,
      DemoAccount account,
      DemoAlerts alerts,
      DemoGuardrails guardrails,
      Keys keys) {
    this.config = config;
    this.database = database;
    this.organizations = organizations;
    this.organization = organization;
    this.account = account;
    this.alerts = alerts;
    this.guardrails = guardrails;
    this.keys = keys;
  }

  void onStart(@Observes @Priority(AFTER_BOOTSTRAP) StartupEvent event) {
    prepare(LaunchMode.current());
  }

  void prepare(LaunchMode mode) {
    database
        .inInstallation(() -> {
          organizations.lockForCreation();
          if (mode == LaunchMode.NORMAL) {
            account.remove();
          }
          return config.enabled() ? Optional.of(ensure(mode)) : Optional.<UUID>empty();
        })
        .ifPresent(guardrails::screenPast);
  }

  private UUID ensure(LaunchMode mode) {
    UUID orgId = organization.ensure();
    alerts.ensure(orgId);
    guardrails.ensure(orgId);
    if (mode != LaunchMode.NORMAL) {
      account.ensure(orgId);
    }
    return orgId;
  }

  /// A key to try calls with; the one of the previous start ends.
  MintedKey mintKey() {
    return database.inInstallation(() -> {
      Actor actor = new Actor.Setup(organization.ensure());
      revokePrevious(actor);
      UUID teamId = keys.teamOrThrow(actor, DemoKey.ENGINEERING);
      return keys.mint(actor, new NewKey(teamId, KEY_NAME, KEY_BUDGET, null));
    });
  }

  private void revokePrevious(Actor actor) {
    KeyFilter named =
        new KeyFilter(
            KEY_NAME,
            null,
            EnumSet.complementOf(EnumSet.of(Key.Status.REVOKED)),
            KeyFilter.Sort.NEWEST,
            new KeyFilter.Range(0, KeyFilter.SIZE_MAX));
    keys.list(actor, named).keys().forEach(found -> keys.revoke(actor, found.key().id()));
  }
}
