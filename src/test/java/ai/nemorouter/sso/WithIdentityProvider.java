package ai.nemorouter.sso;

import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/// Single sign-on with a scripted provider. It refreshes at every request, and the grace is over
/// only in tests that make it so.
public class WithIdentityProvider implements QuarkusTestResourceLifecycleManager {
  private final ScriptedIdentityProvider provider = ScriptedIdentityProvider.start();

  @Override
  public Map<String, String> start() {
    return Map.of(
        "nemorouter.sso.issuer", provider.issuer(),
        "nemorouter.sso.client-id", ScriptedIdentityProvider.CLIENT,
        "nemorouter.sso.client-secret", ScriptedIdentityProvider.SECRET,
        "nemorouter.sso.name", "Keycard",
        "nemorouter.sso.refresh-every", "0s",
        "nemorouter.sso.admit", "organization:*=*",
        "nemorouter.sso.operator-group", "/operators");
  }

  @Override
  public void stop() {
    provider.close();
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        provider,
        field -> field.getType().getName().equals(ScriptedIdentityProvider.class.getName()));
  }
}
