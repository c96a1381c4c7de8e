package ai.nemorouter.key.management;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.MadeAlreadyException;
import ai.nemorouter.organization.CurrentOrganization;
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
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;

/// The list of management keys, and making one.
@Needs(Permission.VIEW_MANAGEMENT_KEYS)
@Path("/o/{slug}/management-keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ManagementKeysPages {
  private final ManagementKeys managementKeys;
  private final Constraints constraints;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  ManagementKeysPages(
      ManagementKeys managementKeys,
      Constraints constraints,
      CurrentActor current,
      CurrentOrganization organization) {
    this.managementKeys = managementKeys;
    this.constraints = constraints;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance managementKeys(
        PageOf<ManagementKey> keys, ListQuery query, Address address, Instant now);

    static native TemplateInstance newManagementKey(
        ManagementKeyForm form, List<Permission> grantable, FormError error);

    static native TemplateInstance managementSecret(
        ManagementKey key, String secret, boolean inGrace);
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery asked) {
    ListQuery query = asked.knowing(ManagementKeys.Sort.class, ManagementKeys.ALL);
    return Templates.managementKeys(
        managementKeys.list(current.personOrThrow(), query), query, query.address(), Instant.now());
  }

  /// @param preset `keys`, `read` or `all`: what is ticked at first
  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @GET
  @Path("new")
  public TemplateInstance newKey(@QueryParam("preset") @DefaultValue("keys") String preset) {
    Actor actor = current.personOrThrow();
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    List<Permission> grantable = NewManagementKey.grantable(actor);
    List<Permission> ticked =
        grantable.stream().filter(permission -> isIn(preset, permission)).toList();
    return Templates.newManagementKey(ManagementKeyForm.preset(ticked), grantable, FormError.NONE);
  }

  private static boolean isIn(String preset, Permission permission) {
    return switch (preset) {
      case "all" -> true;
      case "read" -> permission.name().startsWith("VIEW_");
      default ->
          switch (permission) {
            case VIEW_KEYS, CHANGE_KEYS, VIEW_TEAMS, VIEW_LIMITS, CHANGE_KEY_LIMITS -> true;
            default -> false;
          };
    };
  }

  /// Answers with the secret itself: it is kept nowhere. Loading that page again leads to the key.
  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  public Response create(@BeanParam ManagementKeyForm form, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    try {
      ManagementKey.Minted minted =
          managementKeys.mint(
              actor, constraints.requireMet(form).wanted(organization.getOrThrow().zone()));
      return Response.ok(Templates.managementSecret(minted.key(), minted.secret().reveal(), false))
          .build();
    } catch (MadeAlreadyException e) {
      return Redirect.to(
          headers,
          organization.getOrThrow().path("management-keys/" + e.id()),
          "This key was made already. Its secret was shown only once; rotate it if it got lost.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(
              Templates.newManagementKey(form, NewManagementKey.grantable(actor), FormError.of(e)))
          .build();
    }
  }
}
