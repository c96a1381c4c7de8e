package ai.nemorouter.key.app;

import ai.nemorouter.access.Role;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/// An app, and what a person and the app do when it asks for a key.
@ApplicationScoped
class AppWorld {
  static final String VERIFIER = "a-verifier-of-at-least-43-characters-0123456789";
  static final String CALLBACK = "https://app.example.com/back?theme=dark";

  private final TestDatabase database;
  private final Visitor visitor;

  AppWorld(TestDatabase database, Visitor visitor) {
    this.database = database;
    this.visitor = visitor;
  }

  void forgetTries() {
    database
        .acrossOrganizations()
        .useTransaction(handle -> handle.execute("delete from throttled"));
  }

  static String challenge() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// The link that an app sends people to.
  static String link(String callback) {
    return "/auth?callback_url=%s&code_challenge=%s&code_challenge_method=S256"
        .formatted(encoded(callback), challenge());
  }

  /// The page on which a person decides.
  static String page(World.Place place) {
    return place.path("auth") + link(CALLBACK).substring("/auth".length());
  }

  /// A form as it is sent when nothing is changed in it, with a limit.
  static RequestSpecification form(RequestSpecification browser, World.Place place) {
    return browser.formParams(
        Map.of(
            "callback_url",
            CALLBACK,
            "code_challenge",
            challenge(),
            "team",
            place.teamId().toString(),
            "name",
            "app.example.com",
            "life",
            "90"));
  }

  /// The code that the app gets when the person allows it.
  static String code(Visitor.Person person, World.Place place) {
    Response answer =
        form(person.browser(), place).formParam("limit", "10").post(place.path("auth"));
    return codeIn(answer.header("Location"));
  }

  static String codeIn(String address) {
    return address.replaceFirst(".*[?&]code=", "").replaceFirst("&.*", "");
  }

  static Response redeem(String code, String verifier) {
    return RestAssured.given()
        .contentType("application/json")
        .body(
            "{\"code\":\"%s\",\"code_verifier\":\"%s\",\"code_challenge_method\":\"S256\"}"
                .formatted(code, verifier))
        .post("/api/v1/auth/keys");
  }

  /// Somebody who makes keys of their own in the place's team and cannot limit them.
  Visitor.Person developer(World.Place place) {
    Visitor.Person person = visitor.member(place.orgId(), Role.MEMBER);
    database
        .of(place.orgId())
        .useTransaction(handle ->
            handle.execute(
                "insert into team_members (org_id, team_id, user_id, role) values (?, ?, ?, ?)",
                place.orgId(),
                place.teamId(),
                userId(person),
                Role.DEVELOPER.slug()));
    return person;
  }

  UUID userId(Visitor.Person person) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select id from users where email = ?", person.email())
                .mapTo(UUID.class)
                .one());
  }

  long keys(World.Place place) {
    return database
        .of(place.orgId())
        .read(handle ->
            handle
                .select("select count(*) from keys where org_id = ?", place.orgId())
                .mapTo(Long.class)
                .one());
  }

  int execute(World.Place place, String sql) {
    return database
        .acrossOrganizations()
        .inTransaction(handle -> handle.createUpdate(sql).bind("orgId", place.orgId()).execute());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
