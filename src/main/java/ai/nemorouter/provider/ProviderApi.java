package ai.nemorouter.provider;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;

/// The list of models that a provider is asked for; each dialect says where it stands.
interface ProviderApi extends Closeable {
  @GET
  Response models();
}
