package ai.nemorouter.testsupport;

import static org.awaitility.Awaitility.await;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A real Keycloak with the realm of `deploy/keycloak`, from the distribution that the build
/// unpacked.
public final class Keycloak implements AutoCloseable {
  public static final String CLIENT_SECRET = "secret-of-the-test";
  public static final String PASSWORD = "a password of the test";
  private static final String REALM = "nemorouter";
  private static final String ADMIN = "admin";
  private static final Duration START_PATIENCE = Duration.ofMinutes(3);

  private final ProcessBuilder builder;
  private final URI address;
  private volatile Process process;
  private final HttpClient client = HttpClient.newHttpClient();

  private Keycloak(ProcessBuilder builder, URI address) throws IOException {
    this.builder = builder;
    this.address = address;
    this.process = builder.start();
  }

  /// A user that a test made.
  public record Person(String id, String username) {}

  /// Starts it and returns before it answers.
  ///
  /// @param console where people reach the console
  /// @param log what it writes to
  public static Keycloak start(URI console, Path log) {
    int port = ApplicationProcess.freePort();
    Path home = Path.of(System.getProperty("nemorouter.keycloak"));
    try {
      deleteTree(home.resolve("data"));
      Path realms = Files.createDirectories(home.resolve("data/import"));
      Files.copy(
          Path.of("deploy/keycloak/nemorouter-realm.json"),
          realms.resolve("nemorouter-realm.json"),
          StandardCopyOption.REPLACE_EXISTING);
      ProcessBuilder builder =
          new ProcessBuilder(
              "sh",
              home.resolve("bin/kc.sh").toString(),
              "start-dev",
              "--import-realm",
              "--http-host=127.0.0.1",
              "--http-port=" + port,
              "--http-management-port=" + ApplicationProcess.freePort());
      builder
          .environment()
          .putAll(
              Map.of(
                  "JAVA_HOME", System.getProperty("java.home"),
                  "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m",
                  "KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN,
                  "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN,
                  "NEMOROUTER_CONSOLE_URL", console.toString(),
                  "NEMOROUTER_SSO_CLIENT_SECRET", CLIENT_SECRET,
                  "NEMOROUTER_DEMO_PASSWORD", PASSWORD));
      builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new Keycloak(builder, URI.create("http://localhost:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String issuer() {
    return address + "/realms/" + REALM;
  }

  public Keycloak awaitReady() {
    await().atMost(START_PATIENCE).until(this::isReady);
    return this;
  }

  /// Somebody in those groups, with `PASSWORD`.
  public Person newPerson(String... groups) {
    String username = "person-" + UUID.randomUUID();
    ObjectNode person =
        Json.object()
            .put("username", username)
            .put("enabled", true)
            .put("email", username + "@acme.example")
            .put("emailVerified", true)
            .put("firstName", "Ada")
            .put("lastName", "Lovelace");
    List.of(groups).forEach(person.putArray("groups")::add);
    person
        .putArray("credentials")
        .add(Json.object().put("type", "password").put("value", PASSWORD));
    HttpResponse<String> created = admin("POST", "users", Json.write(person));
    String location = created.headers().firstValue("location").orElseThrow();
    return new Person(location.substring(location.lastIndexOf('/') + 1), username);
  }

  public void leaveGroups(Person person) {
    String groups = "{\"groups\":" + admin("GET", "users/" + person.id() + "/groups", "").body();
    for (JsonNode group :
        Json.parseObject((groups + "}").getBytes(StandardCharsets.UTF_8)).path("groups")) {
      admin("DELETE", "users/" + person.id() + "/groups/" + group.path("id").asText(), "");
    }
  }

  /// Ends the person's sessions, as an administrator of Keycloak does.
  public void endSessions(Person person) {
    admin("POST", "users/" + person.id() + "/logout", "");
  }

  /// From now on no token that was issued before can be refreshed.
  public void expireTokens() {
    long now = System.currentTimeMillis() / 1000;
    admin("PUT", "", Json.write(Json.object().put("notBefore", now)));
  }

  public void stop() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await().until(() -> !process.isAlive());
  }

  /// Starts it anew with all that it knew, and returns before it answers.
  public void startAgain() throws IOException {
    process = builder.start();
  }

  @Override
  public void close() {
    stop();
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("Keycloak ended with code " + process.exitValue());
    }
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpResponse<String> admin(String method, String path, String body) {
    String slashed = path.isEmpty() ? "" : "/" + path;
    return send(
        HttpRequest.newBuilder(URI.create(address + "/admin/realms/" + REALM + slashed))
            .header("authorization", "Bearer " + adminToken())
            .header("content-type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private String adminToken() {
    String form =
        "grant_type=password&client_id=admin-cli&username="
            + ADMIN
            + "&password="
            + URLEncoder.encode(ADMIN, StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(
                    URI.create(address + "/realms/master/protocol/openid-connect/token"))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8))
        .path("access_token")
        .asText();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            request.uri() + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
