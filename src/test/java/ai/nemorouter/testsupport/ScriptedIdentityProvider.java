package ai.nemorouter.testsupport;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// An OpenID Connect provider that says what a test wants, also what no provider may say. It checks
/// what a real one does: the code, PKCE, and that a refresh token is used once.
public final class ScriptedIdentityProvider implements AutoCloseable {
  public static final String CLIENT = "nemorouter";

  /// With characters that need encoding.
  public static final String SECRET = "not so secret: 100% +/=";

  private final HttpServer server;
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Person> refreshTokens = new ConcurrentHashMap<>();
  private final Map<String, Person> accessTokens = new ConcurrentHashMap<>();
  private final AtomicInteger refreshes = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile RsaJsonWebKey key = newKey();
  private volatile boolean down;

  /// What the provider knows of somebody. Tests change it between two tokens.
  public static final class Person {
    private final String subject;
    private final String session = UUID.randomUUID().toString();
    private final Map<String, @Nullable Object> claims =
        Collections.synchronizedMap(new HashMap<>());
    private volatile UnaryOperator<String> twist = UnaryOperator.identity();
    private volatile boolean refreshable = true;
    private volatile boolean idTokenAtRefresh = true;

    public Person(String name) {
      this.subject = UUID.randomUUID().toString();
      claims.put("name", name);
      claims.put("email", subject + "@example.com");
      claims.put("email_verified", true);
    }

    public Person with(String claim, @Nullable Object value) {
      claims.put(claim, value);
      return this;
    }

    public Person without(String claim) {
      claims.remove(claim);
      return this;
    }

    /// The provider tells about them through its userinfo endpoint only, once they are signed in.
    public Person withoutIdTokenAtRefresh() {
      idTokenAtRefresh = false;
      return this;
    }

    public Person refusingRefresh() {
      refreshable = false;
      return this;
    }

    /// What becomes of their ID tokens before they are sent.
    public Person twisted(UnaryOperator<String> newTwist) {
      twist = newTwist;
      return this;
    }

    public String subject() {
      return subject;
    }

    public String session() {
      return session;
    }

    public String email() {
      return String.valueOf(claims.get("email"));
    }
  }

  private record Code(Person person, String nonce, String challenge) {}

  private ScriptedIdentityProvider(HttpServer server) {
    this.server = server;
  }

  public static ScriptedIdentityProvider start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ScriptedIdentityProvider provider = new ScriptedIdentityProvider(server);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", provider::answer);
      server.start();
      return provider;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String issuer() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /// While it is down it answers everything with an error of its own.
  public void setDown(boolean isDown) {
    down = isDown;
  }

  /// Signs with another key from now on.
  public void rotateKey() {
    key = newKey();
  }

  /// How often somebody refreshed with success.
  public int refreshes() {
    return refreshes.get();
  }

  /// How often it was asked for anything.
  public int requests() {
    return requests.get();
  }

  /// What the provider does when somebody signs in on its page.
  ///
  /// @param request the address that the browser was sent to
  /// @return where it sends the browser back to
  public URI signIn(URI request, Person person) {
    Map<String, String> asked = parameters(request.getRawQuery());
    String code = UUID.randomUUID().toString();
    codes.put(
        code,
        new Code(
            person, asked.getOrDefault("nonce", ""), asked.getOrDefault("code_challenge", "")));
    return URI.create(
        asked.get("redirect_uri")
            + "?code="
            + code
            + "&state="
            + encode(asked.getOrDefault("state", ""))
            + "&iss="
            + encode(issuer()));
  }

  /// A token signed with the provider's key.
  public String sign(String type, TokenClaims claims) {
    return sign(key, type, claims);
  }

  /// The same signed with a key that is not the provider's, under the name of one that is.
  public String forge(String type, TokenClaims claims) {
    RsaJsonWebKey other = newKey();
    other.setKeyId(key.getKeyId());
    return sign(other, type, claims);
  }

  public static String unsigned(TokenClaims claims) {
    return base64("{\"alg\":\"none\"}") + "." + base64(claims.json()) + ".";
  }

  /// A logout token as the specification wants it, for tests to take things away from.
  public TokenClaims logoutToken() {
    return TokenClaims.none()
        .with("iss", issuer())
        .with("aud", CLIENT)
        .with("iat", Instant.now().getEpochSecond())
        .with("exp", Instant.now().plusSeconds(120).getEpochSecond())
        .with("jti", UUID.randomUUID().toString())
        .with(
            "events",
            Map.of("http://schemas.openid.net/event/backchannel-logout", new HashMap<>()));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      if (down) {
        send(exchange, 503, Json.object().put("error", "temporarily_unavailable"));
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/.well-known/openid-configuration" -> send(exchange, 200, configuration());
        case "/keys" ->
            send(
                exchange,
                200,
                Json.parseObject(new JsonWebKeySet(key).toJson().getBytes(StandardCharsets.UTF_8)));
        case "/token" -> tokens(exchange);
        case "/userinfo" -> userInfo(exchange);
        default -> send(exchange, 404, Json.object().put("error", "not_found"));
      }
    }
  }

  private ObjectNode configuration() {
    ObjectNode found =
        Json.object()
            .put("issuer", issuer())
            .put("authorization_endpoint", issuer() + "/authorize")
            .put("token_endpoint", issuer() + "/token")
            .put("jwks_uri", issuer() + "/keys")
            .put("userinfo_endpoint", issuer() + "/userinfo")
            .put("end_session_endpoint", issuer() + "/sign-out")
            .put("authorization_response_iss_parameter_supported", true);
    found.putArray("response_types_supported").add("code");
    found.putArray("subject_types_supported").add("public");
    found.putArray("id_token_signing_alg_values_supported").add("RS256");
    return found;
  }

  private void tokens(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (!isClient(exchange)) {
      send(exchange, 401, Json.object().put("error", "invalid_client"));
      return;
    }
    if ("refresh_token".equals(form.get("grant_type"))) {
      Person person = refreshTokens.remove(form.getOrDefault("refresh_token", ""));
      if (person == null || !person.refreshable) {
        send(exchange, 400, Json.object().put("error", "invalid_grant"));
        return;
      }
      refreshes.incrementAndGet();
      ObjectNode fresh = tokens(person, "");
      send(exchange, 200, person.idTokenAtRefresh ? fresh : fresh.without("id_token"));
      return;
    }
    Code code = codes.remove(form.getOrDefault("code", ""));
    if (code == null || !code.challenge().equals(s256(form.getOrDefault("code_verifier", "")))) {
      send(exchange, 400, Json.object().put("error", "invalid_grant"));
      return;
    }
    send(exchange, 200, tokens(code.person(), code.nonce()));
  }

  /// As RFC 6749 (2.3.1) has it: name and secret are encoded as in a form before base64.
  private static boolean isClient(HttpExchange exchange) {
    String expected = encode(CLIENT) + ":" + encode(SECRET);
    return ("Basic "
            + Base64.getEncoder().encodeToString(expected.getBytes(StandardCharsets.UTF_8)))
        .equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private void userInfo(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Person person = accessTokens.get(String.valueOf(authorization).replace("Bearer ", ""));
    if (person == null) {
      send(exchange, 401, Json.object().put("error", "invalid_token"));
      return;
    }
    ObjectNode told = Json.object().put("sub", person.subject);
    person.claims.forEach(told::putPOJO);
    send(exchange, 200, told);
  }

  private ObjectNode tokens(Person person, String nonce) {
    String refreshToken = UUID.randomUUID().toString();
    String accessToken = UUID.randomUUID().toString();
    accessTokens.put(accessToken, person);
    refreshTokens.put(refreshToken, person);
    TokenClaims claims =
        TokenClaims.none()
            .with("iss", issuer())
            .with("aud", CLIENT)
            .with("sub", person.subject)
            .with("iat", Instant.now().getEpochSecond())
            .with("exp", Instant.now().plusSeconds(300).getEpochSecond())
            .with("sid", person.session);
    if (!nonce.isEmpty()) {
      claims = claims.with("nonce", nonce);
    }
    for (Map.Entry<String, @Nullable Object> claim : person.claims.entrySet()) {
      claims = claims.with(claim.getKey(), claim.getValue());
    }
    return Json.object()
        .put("access_token", accessToken)
        .put("token_type", "Bearer")
        .put("expires_in", 300)
        .put("refresh_token", refreshToken)
        .put("id_token", person.twist.apply(sign("JWT", claims)));
  }

  private static String sign(RsaJsonWebKey with, String type, TokenClaims claims) {
    JsonWebSignature token = new JsonWebSignature();
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    token.setKeyIdHeaderValue(with.getKeyId());
    token.setHeader("typ", type);
    token.setPayload(claims.json());
    token.setKey(with.getPrivateKey());
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RsaJsonWebKey newKey() {
    try {
      RsaJsonWebKey made = RsaJwkGenerator.generateJwk(2048);
      made.setKeyId(UUID.randomUUID().toString());
      return made;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String s256(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> found = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      found.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return found;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
