package ai.nemorouter.migration.staging;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;

/// What sample calls ask of this very gateway.
@Path("/v1")
@Consumes(MediaType.APPLICATION_JSON)
interface OwnGateway extends Closeable {
  @POST
  @Path("chat/completions")
  Response chat(String body);

  @POST
  @Path("embeddings")
  Response embeddings(String body);
}
