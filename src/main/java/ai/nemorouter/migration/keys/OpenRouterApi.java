package ai.nemorouter.migration.keys;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;

/// What is asked of OpenRouter's management API.
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
interface OpenRouterApi extends Closeable {
  @GET
  @Path("keys")
  Response keys(
      @QueryParam("include_disabled") boolean includeDisabled, @QueryParam("offset") int offset);
}
