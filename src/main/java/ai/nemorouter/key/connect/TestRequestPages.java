package ai.nemorouter.key.connect;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.Keys;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/// Trying a new key, from the page that shows its secret.
@Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
@Path("/o/{slug}/keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TestRequestPages {
  private final TestRequests requests;
  private final Keys keys;
  private final CurrentActor current;

  TestRequestPages(TestRequests requests, Keys keys, CurrentActor current) {
    this.requests = requests;
    this.keys = keys;
    this.current = current;
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance testRequest(Key key, TestRequest result);
  }

  /// Answers with what became of it: it is sent once more only by the button.
  @POST
  @Path("{id}/test-request")
  public Response send(
      @PathParam("id") UUID id,
      @FormParam("secret") @DefaultValue("") String secret,
      @FormParam("model") @DefaultValue("") String model) {
    Actor actor = current.personOrThrow();
    Key key = keys.findForChange(actor, id).key();
    try {
      TestRequest result = requests.send(actor, id, secret, model.strip());
      return Response.ok(Templates.testRequest(key, result)).build();
    } catch (InvalidInputException | ThrottledException e) {
      TestRequest unsent = TestRequest.unanswered(model, String.valueOf(e.getMessage()), "");
      return Response.status(FormError.STATUS).entity(Templates.testRequest(key, unsent)).build();
    }
  }
}
