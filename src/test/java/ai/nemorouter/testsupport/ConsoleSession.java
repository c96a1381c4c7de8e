package ai.nemorouter.testsupport;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A person who is signed in to the console of a node, as a browser without JavaScript would be.
public final class ConsoleSession {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ApplicationProcess node;
  private final String cookie;

  private ConsoleSession(ApplicationProcess node, String cookie) {
    this.node = node;
    this.cookie = cookie;
  }

  public static ConsoleSession signIn(ApplicationProcess node, String email, String password)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        new ConsoleSession(node, "")
            .post("/sign-in", Map.of("email", List.of(email), "password", List.of(password)));
    String cookie =
        response.headers().allValues("set-cookie").stream()
            .map(value -> value.split(";", 2)[0])
            .filter(value -> value.startsWith("__Host-nemo-session="))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("Not signed in: " + response));
    return new ConsoleSession(node, cookie);
  }

  /// Sends a form; an answer that leads elsewhere is not followed.
  public HttpResponse<String> post(String path, Map<String, List<String>> form)
      throws IOException, InterruptedException {
    String body =
        form.entrySet().stream()
            .flatMap(field ->
                field.getValue().stream()
                    .map(value -> encoded(field.getKey()) + "=" + encoded(value)))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(node.at(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookie)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
