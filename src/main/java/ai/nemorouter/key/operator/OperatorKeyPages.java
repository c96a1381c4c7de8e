package ai.nemorouter.key.operator;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.key.MadeAlreadyException;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;

/// Operator keys: listing, making and revoking them.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OperatorKeyPages {
  private static final String ROOT = "/operator/keys";

  private final OperatorKeys keys;
  private final Constraints constraints;
  private final CurrentActor current;

  OperatorKeyPages(OperatorKeys keys, Constraints constraints, CurrentActor current) {
    this.keys = keys;
    this.constraints = constraints;
    this.current = current;
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance operatorKeys(
        PageOf<OperatorKey> keys, ListQuery query, Address address, Instant now);

    static native TemplateInstance newOperatorKey(OperatorKeyForm form, FormError error);

    static native TemplateInstance operatorSecret(OperatorKey key, String secret);

    static native TemplateInstance revokeOperatorKey(OperatorKey key);
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery asked) {
    ListQuery query = asked.knowing(OperatorKeys.Sort.class, OperatorKeys.ALL);
    return Templates.operatorKeys(
        keys.list(current.operatorOrThrow(), query), query, query.address(), Instant.now());
  }

  @GET
  @Path("new")
  public TemplateInstance newKey() {
    current.operatorOrThrow();
    return Templates.newOperatorKey(OperatorKeyForm.empty(), FormError.NONE);
  }

  /// Answers with the secret itself: it is kept nowhere.
  @POST
  public Response create(@BeanParam OperatorKeyForm form, @Context HttpHeaders headers) {
    Operator operator = current.operatorOrThrow();
    try {
      OperatorKey.Minted minted = keys.mint(operator, constraints.requireMet(form).wanted());
      return Response.ok(Templates.operatorSecret(minted.key(), minted.secret().reveal())).build();
    } catch (MadeAlreadyException e) {
      return Redirect.to(
          headers,
          ROOT,
          "This key was made already. Its secret was shown only once; revoke it if it got lost, and make another.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.newOperatorKey(form, FormError.of(e)))
          .build();
    }
  }

  @GET
  @Path("{id}/revocation")
  public TemplateInstance revoking(@PathParam("id") UUID id) {
    return Templates.revokeOperatorKey(keys.find(current.operatorOrThrow(), id));
  }

  @POST
  @Path("{id}/revocation")
  public Response revoke(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    OperatorKey key = keys.revoke(current.operatorOrThrow(), id);
    return Redirect.to(headers, ROOT, "The operator key “" + key.name() + "” was revoked.");
  }
}
