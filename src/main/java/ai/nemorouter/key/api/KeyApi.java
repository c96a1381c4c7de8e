package ai.nemorouter.key.api;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.management.KeySignIn;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The management of keys by programs, in OpenRouter's shape; the `hash` that names a key there is
/// its id here. A revoked key is gone for programs; the console still shows it.
@Needs(Permission.VIEW_KEYS)
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class KeyApi {
  private static final int PAGE_SIZE = 100;
  private static final int OK = 200;
  private static final int CREATED = 201;

  private final Keys keys;
  private final KeyRotations rotations;
  private final KeyOwners owners;
  private final KeySignIn signIn;
  private final Constraints constraints;
  private final CurrentActor current;

  KeyApi(
      Keys keys,
      KeyRotations rotations,
      KeyOwners owners,
      KeySignIn signIn,
      Constraints constraints,
      CurrentActor current) {
    this.keys = keys;
    this.rotations = rotations;
    this.owners = owners;
    this.signIn = signIn;
    this.constraints = constraints;
    this.current = current;
  }

  @Needs(Permission.CHANGE_KEYS)
  @POST
  @Path("/keys")
  public Response mint(byte[] body) {
    Actor actor = current.automationOrThrow();
    KeyRequest request = read(body, KeyRequest.class);
    UUID teamId = keys.teamOrThrow(actor, request.teamReference().orElse(null));
    UUID ownerId = owners.idOrThrow(actor, request.ownerReference().orElse(null));
    MintedKey minted =
        keys.mint(
            actor,
            new NewKey(teamId, request.nameOrThrow(), request.budget(), request.expiry(), ownerId)
                .withDescription(request.descriptionOrNone())
                .withPolicy(request.policy()));
    return withSecret(CREATED, actor, minted);
  }

  private Response withSecret(int status, Actor actor, MintedKey minted) {
    ObjectNode answer = data(keys.find(actor, minted.key().id()));
    answer.put("key", minted.secret().reveal());
    return Response.status(status)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(Json.write(answer))
        .build();
  }

  @GET
  @Path("/keys")
  public String list(
      @QueryParam("offset") @DefaultValue("0") String offset,
      @QueryParam("include_disabled") @DefaultValue("false") boolean includeDisabled) {
    Actor actor = current.automationOrThrow();
    Set<Key.Status> statuses = EnumSet.of(Key.Status.ACTIVE, Key.Status.EXPIRED);
    if (includeDisabled) {
      statuses.add(Key.Status.DISABLED);
    }
    KeyFilter.Range range =
        new KeyFilter.Range(ApiInput.numberOrThrow("offset", offset, 0), PAGE_SIZE);
    KeyList list =
        keys.list(actor, new KeyFilter("", null, statuses, KeyFilter.Sort.NEWEST, range));
    Instant now = Instant.now();
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("data");
    list.keys().forEach(overview -> items.add(KeyJson.item(overview, now)));
    answer.put("total_count", list.found());
    return Json.write(answer);
  }

  @GET
  @Path("/keys/{hash}")
  public String find(@PathParam("hash") String hash) {
    Actor actor = current.automationOrThrow();
    return Json.write(data(unrevokedOrThrow(actor, hash)));
  }

  @Needs(Permission.CHANGE_KEYS)
  @PATCH
  @Path("/keys/{hash}")
  public String change(@PathParam("hash") String hash, byte[] body) {
    Actor actor = current.automationOrThrow();
    KeyRequest request = read(body, KeyRequest.class);
    UUID keyId = unrevokedOrThrow(actor, hash).key().id();
    return Json.write(data(keys.change(actor, keyId, request::applyTo)));
  }

  @Needs(Permission.CHANGE_KEYS)
  @DELETE
  @Path("/keys/{hash}")
  public String revoke(@PathParam("hash") String hash) {
    keys.revoke(current.automationOrThrow(), keyId(hash));
    return ApiAnswer.deleted();
  }

  /// Another secret for the same key; the old one works for `grace_seconds`.
  @Needs(Permission.CHANGE_KEYS)
  @POST
  @Path("/keys/{hash}/rotation")
  public Response rotate(@PathParam("hash") String hash, byte[] body) {
    Actor actor = current.automationOrThrow();
    Duration grace =
        body.length == 0 ? KeyRotations.USUAL_GRACE : read(body, RotationRequest.class).grace();
    return withSecret(OK, actor, rotations.rotate(actor, keyId(hash), grace, null));
  }

  /// Ends the secret before the newest one at once.
  @Needs(Permission.CHANGE_KEYS)
  @DELETE
  @Path("/keys/{hash}/previous-secret")
  public String endPrevious(@PathParam("hash") String hash) {
    Actor actor = current.automationOrThrow();
    rotations.endPrevious(actor, keyId(hash));
    return Json.write(data(keys.find(actor, keyId(hash))));
  }

  /// What the key that asks may spend and has spent.
  @OpenTo(OpenTo.Audience.KEY_HOLDERS)
  @GET
  @Path("/{path:key|auth/key}")
  public String self(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    ObjectNode answer = Json.object();
    answer.set(
        "data",
        signIn
            .automation(authorization)
            .map(actor -> KeyJson.management(actor.displayName(), actor.orgId().toString()))
            .orElseGet(() -> KeyJson.self(keys.self(signIn.keyOrThrowFrom(authorization)))));
    return Json.write(answer);
  }

  private <T extends Record> T read(byte[] body, Class<T> type) {
    return constraints.requireMet(ApiInput.readOrThrow(body, type));
  }

  private KeyOverview unrevokedOrThrow(Actor actor, String hash) {
    KeyOverview overview = keys.find(actor, keyId(hash));
    if (overview.key().revokedAt() != null) {
      throw new NotFoundException("key");
    }
    return overview;
  }

  private static ObjectNode data(KeyOverview overview) {
    return ApiAnswer.inData(KeyJson.item(overview, Instant.now()));
  }

  private static UUID keyId(String hash) {
    return ApiInput.idOrThrow(hash, "key");
  }
}
