package ai.nemorouter.playground;

import ai.nemorouter.access.Role;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// People in front of the playground.
@ApplicationScoped
class PlaygroundWorld {
  static final String COOKIE = "__Host-nemo-session";

  private final Cast cast;
  private final TestDatabase database;

  PlaygroundWorld(Cast cast, TestDatabase database) {
    this.cast = cast;
    this.database = database;
  }

  /// Somebody who may make keys of their own in the team, and has the caller's key as theirs.
  ///
  /// @return the token of their session
  String ownerOfTheKey(Caller caller) {
    String session = developer(caller.place());
    own(caller, newest(caller.place()));
    return session;
  }

  /// @return the token of a session
  String developer(World.Place place) {
    return cast.signIn(place, new Cast.Part(Role.MEMBER, Role.DEVELOPER));
  }

  /// @return the token of a session of somebody who may change every key
  String administrator(World.Place place) {
    return cast.signIn(place, new Cast.Part(Role.ADMINISTRATOR, null));
  }

  /// Who joined the team last.
  UUID newest(World.Place place) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select user_id from team_members where org_id = ? order by user_id desc limit 1")
                .bind(0, place.orgId())
                .mapTo(UUID.class)
                .one());
  }

  void own(Caller caller, UUID userId) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update keys set owner_id = ? where org_id = ? and id = ?",
                userId,
                caller.place().orgId(),
                caller.keyId()));
  }

  static RequestSpecification browser(String session) {
    return Visitor.browser().cookie(COOKIE, session);
  }

  /// Sends a form and leaves its answer to the caller.
  static Socket post(String session, String path, Map<String, String> form) throws IOException {
    String body =
        form.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    Socket socket = new Socket("localhost", GatewayWorld.address("/").getPort());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            ("POST "
                    + path
                    + " HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\ncookie: "
                    + COOKIE
                    + "="
                    + session
                    + "\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }
}
