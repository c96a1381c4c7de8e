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
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
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
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// The management of keys by programs, in OpenRouter's shape; the `hash` that names a key there is
/// its id here. A revoked key is gone for programs; the console still shows it.
@Needs(Permission.VIEW_KEYS)
@Tag(name = "Keys")
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class KeyApi {
  private static final int PAGE_SIZE = 100;

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

  @Operation(operationId = "createKey", summary = "Create a key.")
  @ResponseStatus(StatusCode.CREATED)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @Needs(Permission.CHANGE_KEYS)
  @POST
  @Path("/keys")
  public WithSecret<KeyJson> mint(@RequestBodySchema(KeyRequest.class) byte[] body) {
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
    return withSecret(actor, minted);
  }

  private WithSecret<KeyJson> withSecret(Actor actor, MintedKey minted) {
    KeyOverview overview = keys.find(actor, minted.key().id());
    return new WithSecret<>(KeyJson.of(overview, Instant.now()), minted.secret().reveal());
  }

  @Operation(
      operationId = "listKeys",
      summary = "List the keys that are not revoked, the newest first, 100 at a time.")
  @GET
  @Path("/keys")
  public Listed<KeyJson> list(
      @QueryParam("offset") @DefaultValue("0") String offset,
      @Parameter(description = "Whether to list disabled keys too.")
          @QueryParam("include_disabled")
          @DefaultValue("false")
          boolean includeDisabled) {
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
    return Listed.of(list.keys(), list.found(), overview -> KeyJson.of(overview, now));
  }

  @Operation(operationId = "getKey", summary = "Get a key.")
  @GET
  @Path("/keys/{hash}")
  public Data<KeyJson> find(@PathParam("hash") String hash) {
    Actor actor = current.automationOrThrow();
    return data(unrevokedOrThrow(actor, hash));
  }

  @Operation(operationId = "updateKey", summary = "Change a key; what is left out stays.")
  @Needs(Permission.CHANGE_KEYS)
  @PATCH
  @Path("/keys/{hash}")
  public Data<KeyJson> change(
      @PathParam("hash") String hash, @RequestBodySchema(KeyRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    KeyRequest request = read(body, KeyRequest.class);
    UUID keyId = unrevokedOrThrow(actor, hash).key().id();
    return data(keys.change(actor, keyId, request::applyTo));
  }

  @Operation(
      operationId = "revokeKey",
      summary = "Revoke a key; no request starts with it any more.")
  @Needs(Permission.CHANGE_KEYS)
  @DELETE
  @Path("/keys/{hash}")
  public Deleted revoke(@PathParam("hash") String hash) {
    keys.revoke(current.automationOrThrow(), keyId(hash));
    return Deleted.DONE;
  }

  /// Another secret for the same key; the old one works for `grace_seconds`.
  @Operation(
      operationId = "rotateKey",
      summary = "Give a key another secret; the old one works for a while.")
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @Needs(Permission.CHANGE_KEYS)
  @POST
  @Path("/keys/{hash}/rotation")
  public WithSecret<KeyJson> rotate(
      @PathParam("hash") String hash, @RequestBodySchema(RotationRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    Duration grace =
        body.length == 0 ? KeyRotations.USUAL_GRACE : read(body, RotationRequest.class).grace();
    return withSecret(actor, rotations.rotate(actor, keyId(hash), grace, null));
  }

  /// Ends the secret before the newest one at once.
  @Operation(
      operationId = "endPreviousKeySecret",
      summary = "End the old secret of a rotated key before its time.")
  @Needs(Permission.CHANGE_KEYS)
  @DELETE
  @Path("/keys/{hash}/previous-secret")
  public Data<KeyJson> endPrevious(@PathParam("hash") String hash) {
    Actor actor = current.automationOrThrow();
    rotations.endPrevious(actor, keyId(hash));
    return data(keys.find(actor, keyId(hash)));
  }

  /// What the key that asks may spend and has spent.
  @Operation(
      operationId = "getOwnKey",
      summary = "Get the key that asks, with its limits and spend.")
  @OpenTo(OpenTo.Audience.KEY_HOLDERS)
  @GET
  @Path("/key")
  public Data<OwnKeyJson> self(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    return new Data<>(
        signIn
            .automation(authorization)
            .map(OwnKeyJson::of)
            .orElseGet(() -> OwnKeyJson.of(keys.self(signIn.keyOrThrowFrom(authorization)))));
  }

  /// The same by OpenRouter's older address.
  @Operation(
      operationId = "getOwnKeyAtOldAddress",
      summary = "Get the key that asks, at the older address of OpenRouter.")
  @OpenTo(OpenTo.Audience.KEY_HOLDERS)
  @GET
  @Path("/auth/key")
  public Data<OwnKeyJson> selfAtOldAddress(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    return self(authorization);
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

  private static Data<KeyJson> data(KeyOverview overview) {
    return new Data<>(KeyJson.of(overview, Instant.now()));
  }

  private static UUID keyId(String hash) {
    return ApiInput.idOrThrow(hash, "key");
  }
}
