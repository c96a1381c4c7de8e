package ai.nemorouter.bootstrap;

import ai.nemorouter.access.Role;
import ai.nemorouter.account.Users;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.InvalidSettingException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.UUID;

/// Makes at every start what the environment asks for and is not there yet: the first organization,
/// the operator, the management key. Nodes that start together take turns.
@ApplicationScoped
public class Bootstrap {
  private static final int BEFORE_DEMO = 30;
  private static final String MANAGEMENT_KEY_NAME = "Environment";

  private final BootstrapConfig config;
  private final Database database;
  private final Organizations organizations;
  private final FirstOrganization firstOrganization;
  private final Users users;
  private final Members members;
  private final ManagementKeys managementKeys;

  Bootstrap(
      BootstrapConfig config,
      Database database,
      Organizations organizations,
      FirstOrganization firstOrganization,
      Users users,
      Members members,
      ManagementKeys managementKeys) {
    this.config = config;
    this.database = database;
    this.organizations = organizations;
    this.firstOrganization = firstOrganization;
    this.users = users;
    this.members = members;
    this.managementKeys = managementKeys;
  }

  void onStart(@Observes @Priority(BEFORE_DEMO) StartupEvent event) {
    run(BootstrapSettings.of(config));
  }

  void run(BootstrapSettings settings) {
    database.inInstallation(() -> {
      organizations.lockForCreation();
      UUID orgId = firstOrganization.ensure(settings);
      BootstrapSettings.Operator operator = settings.operator();
      if (operator != null) {
        ensureOperator(orgId, operator);
      }
      String managementKey = settings.managementKey();
      if (managementKey != null) {
        managementKeys.replace(orgId, MANAGEMENT_KEY_NAME, managementKey);
      }
      return orgId;
    });
  }

  private void ensureOperator(UUID orgId, BootstrapSettings.Operator operator) {
    UUID userId;
    try {
      userId = users.ensure(operator.email(), operator.name(), operator.password(), true);
    } catch (InvalidInputException e) {
      throw new InvalidSettingException(
          "NEMOROUTER_BOOTSTRAP_OPERATOR_" + e.field().toUpperCase(Locale.ROOT),
          "cannot be used for a new account. " + e.getMessage());
    }
    members.ensure(orgId, userId, Role.OWNER);
  }
}
