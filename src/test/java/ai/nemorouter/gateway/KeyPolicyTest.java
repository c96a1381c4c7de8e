package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.alias.Aliases;
import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.catalog.allowlist.ModelAllowlists;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// What a key may be used for, as its callers meet it.
@QuarkusTest
class KeyPolicyTest {
  @Inject GatewayWorld world;
  @Inject KeyRotations rotations;
  @Inject Aliases aliases;
  @Inject ModelAllowlists allowlists;

  /// Row 10.
  @Test
  void aModelThatTheKeyMayNotUseIs403WhateverNameItIsAskedForBy() {
    String allowed = serve("policy-allowed");
    String other = serve("policy-other");
    Caller caller = world.callerWithCredit("1");
    aliases.add(caller.place().owner(), new Aliases.Wanted("shortcut", other, false));
    restrict(caller, policy -> policy.withModels(ModelAllowlist.parse(allowed)));

    HttpResponse<String> direct = call(caller, other, "");
    HttpResponse<String> byAlias = call(caller, "shortcut", "");
    HttpResponse<String> byVariant = call(caller, other + ":nitro", "");
    HttpResponse<String> inList =
        call(caller, other, ",\"models\":[\"shortcut\",\"" + allowed + "\"]");

    for (HttpResponse<String> refused : List.of(direct, byAlias, byVariant)) {
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(GatewayWorld.reason(refused)).isEqualTo("key_model_not_allowed");
      assertThat(refused.body()).contains("GET /v1/models");
    }
    assertThat(inList.statusCode()).isEqualTo(200);
    assertThat(world.upstream().received("policy-other")).isEmpty();
    assertThat(world.upstream().received("policy-allowed")).hasSize(1);
    await().untilAsserted(() -> assertThat(world.calls(caller)).hasSize(4));
    world.assertBooksBalance(caller);
  }

  @Test
  void anAliasOrAnAuthorInTheListAllowsWhatItLeadsTo() {
    String named = serve("policy-aliased");
    Caller caller = world.callerWithCredit("1");
    aliases.add(caller.place().owner(), new Aliases.Wanted("writer", named, false));

    restrict(caller, policy -> policy.withModels(ModelAllowlist.parse("writer")));
    assertThat(call(caller, named, "").statusCode()).isEqualTo(200);
    restrict(caller, policy -> policy.withModels(ModelAllowlist.parse("scripted/*")));
    assertThat(call(caller, named, "").statusCode()).isEqualTo(200);
    restrict(caller, policy -> policy.withModels(ModelAllowlist.parse(serve("policy-unnamed"))));
    assertThat(call(caller, named, "").statusCode()).isEqualTo(403);
  }

  /// Where a provider takes any model, letter case may tell two of them apart there.
  @Test
  void aModelThatNoCatalogueListsIsAskedForAsTheListSpellsIt() {
    serveAny("policy-any", "spelled", "Spelled", "SPELLED");
    Caller caller = world.callerWithCredit("1");
    restrict(caller, policy -> policy.withModels(ModelAllowlist.parse("policy-any/Spelled")));

    for (String asked : List.of("policy-any/SPELLED", "Policy-Any/spelled", "policy-any/Spelled")) {
      assertThat(call(caller, asked, "").statusCode()).as(asked).isEqualTo(200);
    }
    assertThat(call(caller, "policy-any/other", "").statusCode()).isEqualTo(403);

    assertThat(world.upstream().received("Spelled")).hasSize(3);
    assertThat(world.upstream().received("SPELLED")).isEmpty();
    assertThat(world.upstream().received("spelled")).isEmpty();
  }

  @Test
  void theOrganizationsSpellingComesBeforeTheKeys() {
    serveAny("policy-levels", "leveled", "LEVELED");
    Caller caller = world.callerWithCredit("1");
    allowlists.change(caller.place().owner(), null, ModelAllowlist.parse("policy-levels/leveled"));
    restrict(caller, policy -> policy.withModels(ModelAllowlist.parse("policy-levels/LEVELED")));

    assertThat(call(caller, "policy-levels/LEVELED", "").statusCode()).isEqualTo(200);

    assertThat(world.upstream().received("leveled")).hasSize(1);
    assertThat(world.upstream().received("LEVELED")).isEmpty();
  }

  @Test
  void lettersThatUnicodeFoldsIntoOthersNameNoModel() {
    serveAny("policy-kelvin", "ok", "o\u212A", "ki");
    Caller caller = world.callerWithCredit("1");
    restrict(
        caller,
        policy -> policy.withModels(ModelAllowlist.parse("policy-kelvin/ok, policy-kelvin/ki")));

    assertThat(call(caller, "policy-kelvin/OK", "").statusCode()).isEqualTo(200);
    for (String folded :
        List.of("policy-kelvin/o\u212A", "policy-kelvin/k\u0130", "policy-kelvin/k\u0131")) {
      assertThat(call(caller, folded, "").statusCode()).as(folded).isEqualTo(404);
    }

    assertThat(world.upstream().received("ok")).hasSize(1);
  }

  private void serveAny(String provider, String... upstreamModels) {
    ProviderListing any =
        ProviderListing.chat(
            provider + "/" + ProviderListing.ANY,
            "Any",
            ProviderListing.ANY,
            0,
            4_096,
            GatewayWorld.RATES,
            null,
            "test");
    world.offer(world.provider(provider, world.upstream().baseUrl(), "openai"), any);
    for (String model : upstreamModels) {
      world.upstream().on(model, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    }
  }

  @Test
  void aModelNeedsTheLeaveOfOrganizationTeamAndKey() {
    String one = serve("policy-one");
    String two = serve("policy-two");
    Caller caller = world.callerWithCredit("1");
    Actor owner = caller.place().owner();

    allowlists.change(owner, null, ModelAllowlist.parse(one));
    awaitReason(caller, two, "organization_model_not_allowed");
    allowlists.change(owner, null, ModelAllowlist.EVERYTHING);
    allowlists.change(owner, caller.place().teamId(), ModelAllowlist.parse(one));
    awaitReason(caller, two, "team_model_not_allowed");
    restrict(caller, policy -> policy.withModels(ModelAllowlist.parse(two)));

    assertThat(models(caller)).doesNotContain(one, two);
    allowlists.change(owner, caller.place().teamId(), ModelAllowlist.EVERYTHING);
    assertThat(models(caller)).containsExactly(two);
    assertThat(get("/v1/models/" + one, caller).statusCode()).isEqualTo(404);
    assertThat(get("/v1/models/" + two, caller).statusCode()).isEqualTo(200);
  }

  @Test
  void anEndpointThatTheKeyIsNotForIs403InTheCallersProtocol() {
    String model = serve("policy-endpoint");
    Caller caller = world.callerWithCredit("1");
    restrict(caller, policy -> policy.withEndpoints(List.of("embeddings")));

    HttpResponse<String> chat = call(caller, model, "");
    HttpResponse<String> message =
        world.post("/v1/messages", caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":10"));

    assertThat(chat.statusCode()).isEqualTo(403);
    assertThat(GatewayWorld.reason(chat)).isEqualTo("key_endpoint_not_allowed");
    assertThat(message.statusCode()).isEqualTo(403);
    assertThat(GatewayWorld.json(message).path("type").asText()).isEqualTo("error");
    assertThat(world.upstream().received("policy-endpoint")).isEmpty();
    await().untilAsserted(() -> assertThat(world.calls(caller)).hasSize(2));
    assertThat(world.calls(caller).getFirst())
        .containsEntry("reason", "key_endpoint_not_allowed")
        .containsEntry("held", 0L);
  }

  @Test
  void aForeignAddressIs403AndAForwardedOneOfNobodyTrustedDoesNotHelp() {
    String model = serve("policy-address");
    Caller caller = world.callerWithCredit("1");
    restrict(caller, policy -> policy.withAddresses(List.of("203.0.113.0/24")));

    HttpResponse<String> foreign = call(caller, model, "");
    HttpResponse<String> pretended =
        world.send(
            HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
                .header("authorization", "Bearer " + caller.secret())
                .header("x-forwarded-for", "203.0.113.7")
                .header("forwarded", "for=203.0.113.7")
                .POST(HttpRequest.BodyPublishers.ofString(GatewayWorld.chat(model, "")))
                .build());
    HttpResponse<String> query = get("/v1/models", caller);
    restrict(caller, policy -> policy.withAddresses(List.of("127.0.0.0/8", "::1")));
    HttpResponse<String> own = call(caller, model, "");

    for (HttpResponse<String> refused : List.of(foreign, pretended, query)) {
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(GatewayWorld.reason(refused)).isEqualTo("key_address_not_allowed");
    }
    assertThat(own.statusCode()).isEqualTo(200);
  }

  /// The node has both identities in its cache: the hold alone can know.
  @Test
  void aSecretThatWasEndedEarlyIsRefusedFromTheNextRequestOn() {
    String model = serve("policy-rotated");
    Caller caller = world.callerWithCredit("1");
    MintedKey rotated =
        rotations.rotate(caller.place().owner(), caller.keyId(), Duration.ofHours(1), null);
    String secret = rotated.secret().reveal();

    int oldInGrace = call(caller, model, "").statusCode();
    int newInGrace = world.post(secret, GatewayWorld.chat(model, "")).statusCode();
    rotations.endPrevious(caller.place().owner(), caller.keyId());
    HttpResponse<String> oldEnded = call(caller, model, "");
    int newAfterwards = world.post(secret, GatewayWorld.chat(model, "")).statusCode();

    assertThat(List.of(oldInGrace, newInGrace, newAfterwards)).containsOnly(200);
    assertThat(oldEnded.statusCode()).isEqualTo(401);
    assertThat(GatewayWorld.reason(oldEnded)).isEqualTo("secret_ended");
    assertThat(world.upstream().received("policy-rotated")).hasSize(3);
    world.assertBooksBalance(caller);
  }

  private String serve(String name) {
    return world.serve(name, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
  }

  /// Returns once every node has forgotten what it remembers of the key for two seconds.
  private void restrict(Caller caller, UnaryOperator<KeyPolicy> change) {
    world
        .keys()
        .change(
            caller.place().owner(),
            caller.keyId(),
            before -> before.withPolicy(change.apply(before.policy())));
    await().pollDelay(Duration.ofMillis(2_100)).until(() -> true);
  }

  private void awaitReason(Caller caller, String model, String reason) {
    await()
        .untilAsserted(
            () -> assertThat(GatewayWorld.reason(call(caller, model, ""))).isEqualTo(reason));
  }

  private HttpResponse<String> call(Caller caller, String model, String more) {
    return world.post(caller.secret(), GatewayWorld.chat(model, more));
  }

  private HttpResponse<String> get(String path, Caller caller) {
    return world.send(
        HttpRequest.newBuilder(GatewayWorld.address(path))
            .header("authorization", "Bearer " + caller.secret())
            .build());
  }

  /// The names that the key may call.
  private List<String> models(Caller caller) {
    JsonNode data =
        Json.parseObject(get("/v1/models", caller).body().getBytes(StandardCharsets.UTF_8))
            .path("data");
    return StreamSupport.stream(data.spliterator(), false)
        .map(model -> model.path("id").asText())
        .toList();
  }
}
