package ai.nemorouter.key.connect;

import ai.nemorouter.access.Actor;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyHistory;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.OwnAddress;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.outbound.OperatorHttp;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tries a key as a program does: over HTTP, through this gateway's own port and all that stands in
/// the way of a request. The page that shows the secret sends it back; it is kept nowhere.
@ApplicationScoped
public class TestRequests {
  private static final String QUESTION = "Say hello in one short sentence.";
  private static final int TRIES = 20;
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWER_BYTES_MAX = 1_000_000;
  private static final int EXCERPT = 300;
  private static final int OK = 200;
  private static final String OWN_ID = "x-nemo-request-id";
  private static final String OWN_COST = "x-nemo-request-cost";

  private final Keys keys;
  private final KeyRing ring;
  private final KeyExamples examples;
  private final Throttle throttle;
  private final OperatorHttp http;
  private final OwnAddress own;
  private final Database database;
  private final AuditLog auditLog;

  TestRequests(
      Keys keys,
      KeyRing ring,
      KeyExamples examples,
      Throttle throttle,
      OperatorHttp http,
      OwnAddress own,
      Database database,
      AuditLog auditLog) {
    this.keys = keys;
    this.ring = ring;
    this.examples = examples;
    this.throttle = throttle;
    this.http = http;
    this.own = own;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Sends one small request, which is an ordinary one of that key: its limits count it.
  ///
  /// @param secret of that key, used for this request alone
  /// @param model what to ask
  /// @throws InvalidInputException where it is not the key's secret
  /// @throws ThrottledException after too many of one key
  public TestRequest send(Actor actor, UUID keyId, String secret, String model) {
    Key key = keys.findForChange(actor, keyId).key();
    KeyIdentity identity =
        ring.find(KeySecret.sha256(secret.strip()))
            .filter(found -> found.keyId().equals(keyId))
            .orElseThrow(() ->
                new InvalidInputException(
                    "secret", "This is not the secret of the key. Open the key's page again."));
    String asked = examples.of(identity, model).map(KeyExamples.Example::model).orElse(model);
    throttle
        .take(new ThrottleRule("test requests of " + keyId, TRIES, WINDOW))
        .ifPresent(until -> {
          throw new ThrottledException("Too many test requests with this key.", until);
        });
    database.inOrganization(
        actor.orgId(),
        () -> {
          auditLog.record(
              actor,
              "key.tested",
              KeyHistory.target(key),
              Json.object().put("name", key.name()).put("model", asked));
          return key;
        });
    return ask(asked, secret.strip());
  }

  private TestRequest ask(String model, String secret) {
    OperatorHttp.Target target =
        new OperatorHttp.Target(own.at(""), Map.of("authorization", "Bearer " + secret));
    try (OwnChat gateway = http.client(OwnChat.class, target, PATIENCE);
        Response response = gateway.ask(Json.write(body(model)));
        InputStream body = OperatorHttp.body(response, ANSWER_BYTES_MAX)) {
      return read(model, response, body.readAllBytes());
    } catch (IOException | RuntimeException e) {
      return TestRequest.unanswered(
          model,
          "There was no answer within " + PATIENCE.toSeconds() + " seconds, or it broke off.",
          "Look at the request in the console, and at the provider's health.");
    }
  }

  private static ObjectNode body(String model) {
    ObjectNode body = Json.object().put("model", model);
    body.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
    return body.put("max_tokens", KeyExamples.OUTPUT_TOKENS_MAX);
  }

  private static TestRequest read(String model, Response response, byte[] bytes) {
    UUID id = id(response.getHeaderString(OWN_ID));
    int status = response.getStatus();
    try {
      ObjectNode answer = Json.parseObject(bytes);
      if (status == OK) {
        String text = answer.at("/choices/0/message/content").asText("");
        return new TestRequest(
            model, status, excerpt(text), cost(response.getHeaderString(OWN_COST)), id, "", "");
      }
      String reason = answer.at("/error/metadata/reason").asText("");
      String message = answer.at("/error/message").asText("HTTP " + status);
      return new TestRequest(model, status, "", null, id, message, remedy(status, reason));
    } catch (ApiException e) {
      return new TestRequest(
          model, status, "", null, id, "HTTP " + status + " without a JSON body.", "");
    }
  }

  /// Where the gateway's own message does not say what to do in the console.
  private static String remedy(int status, String reason) {
    return switch (reason) {
      case "key_address_not_allowed" ->
          "The console sends from this server. Send the request from an address that the key"
              + " allows.";
      case "key_endpoint_not_allowed" ->
          "This key is for other endpoints than chat: try it with one of them.";
      default ->
          switch (status) {
            case 402 -> "Add credit, or raise the limit that is named.";
            case 404 -> "Choose a model that is offered here.";
            case 429 -> "Wait a moment and send it again.";
            case 502, 503, 504 -> "Send it again, or look at the provider's health.";
            default -> "";
          };
    };
  }

  private static @Nullable Money cost(@Nullable String header) {
    return Optional.ofNullable(header)
        .filter(text -> text.matches("[0-9.]{1,40}"))
        .map(text -> Money.ofUsdRoundedUp(new BigDecimal(text)))
        .orElse(null);
  }

  /// As in `req_0199…`, without the dashes of the identifier.
  private static @Nullable UUID id(@Nullable String header) {
    String hex = header == null ? "" : header.replaceAll("^req_|-", "");
    return hex.matches("[0-9a-f]{32}")
        ? UUID.fromString(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"))
        : null;
  }

  private static String excerpt(String text) {
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }
}
