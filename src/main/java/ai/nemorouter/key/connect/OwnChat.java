package ai.nemorouter.key.connect;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;

/// What a test request asks of this very gateway.
@Path("/v1")
@Consumes(MediaType.APPLICATION_JSON)
interface OwnChat extends Closeable {
  @POST
  @Path("chat/completions")
  Response ask(String body);
}
