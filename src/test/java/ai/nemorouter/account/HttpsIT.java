package ai.nemorouter.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.DataInputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console over TLS under a name, as people reach an installation, in a real browser.
class HttpsIT {
  private static final String OPERATOR = "operator@example.com";
  private static final String PASSWORD = "a password for emergencies";
  private static final String STORE_PASSWORD = "of a key for this test";

  /// Browsers look it up on this machine, and take it for a site like any other.
  private static final String HOST = "nemorouter.localhost";

  /// What a client of HTTP/2 begins with, and a frame of empty settings.
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(UTF_8);

  private static final int SETTINGS = 4;
  private static final int MAX_CONCURRENT_STREAMS = 3;

  @TempDir private Path folder;

  @Test
  void theBrowserIsToldToStayWithHttpsAndKeepsTheSessionInASafeCookie() throws Exception {
    int port = ApplicationProcess.freePort();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        ApplicationProcess ignored = start(postgres, port);
        Browser browser = Browser.start();
        Visit visit =
            browser.visit(URI.create("https://" + HOST + ":" + port + "/"), View.DESKTOP)) {
      Page page = visit.page();
      Response answer = page.navigate("/sign-in?next=%2Foperator%2Fpeople");

      assertThat(answer.headers())
          .containsEntry("strict-transport-security", "max-age=31536000")
          .containsEntry("cache-control", "no-store");

      page.fill("[name=email]", OPERATOR);
      page.fill("[name=password]", PASSWORD);
      page.locator("form[action='/sign-in'] button").click();
      page.waitForURL("**/operator/people");

      assertThat(page.context().cookies())
          .anySatisfy(cookie -> {
            assertThat(cookie.name).isEqualTo("__Host-nemo-session");
            assertThat(cookie.secure).isTrue();
            assertThat(cookie.httpOnly).isTrue();
            assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.LAX);
          })
          .extracting(cookie -> cookie.name)
          .allMatch(name -> name.startsWith("__Host-"));
    }
  }

  /// The connection's settings, which a server sends first (RFC 9113, 3.4 and 6.5).
  @Test
  void aConnectionOfHttp2CarriesAHundredStreamsAndPlainTextIsNoHttp2() throws Exception {
    int port = ApplicationProcess.freePort();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        ApplicationProcess node = start(postgres, port)) {
      try (SSLSocket socket = connect(port)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(PREFACE);

        DataInputStream input = new DataInputStream(socket.getInputStream());
        int length = input.readUnsignedShort() << 8 | input.readUnsignedByte();
        assertThat(input.readUnsignedByte()).as("type of the frame").isEqualTo(SETTINGS);
        input.skipNBytes(5);
        Map<Integer, Integer> settings = new HashMap<>();
        for (int i = 0; i < length / 6; i++) {
          settings.put(input.readUnsignedShort(), input.readInt());
        }
        assertThat(settings).containsEntry(MAX_CONCURRENT_STREAMS, 100);
      }
      try (Socket socket = new Socket("localhost", node.at("/").getPort())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(PREFACE);
        String answer = new String(socket.getInputStream().readNBytes(12), UTF_8);
        assertThat(answer).as("an answer in text and no frames").matches("HTTP/[12].[01] 400");
      }
    }
  }

  private static SSLContext trustingAll() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    return context;
  }

  private ApplicationProcess start(EmbeddedPostgres postgres, int port) throws Exception {
    return ApplicationProcess.start(
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL",
            postgres.getJdbcUrl("postgres", "postgres"),
            "QUARKUS_DATASOURCE_USERNAME",
            "postgres",
            "NEMOROUTER_BOOTSTRAP_OPERATOR_EMAIL",
            OPERATOR,
            "NEMOROUTER_BOOTSTRAP_OPERATOR_PASSWORD",
            PASSWORD,
            "QUARKUS_HTTP_SSL_PORT",
            Integer.toString(port),
            "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_FILE",
            certificate().toString(),
            "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD",
            STORE_PASSWORD),
        folder,
        "node");
  }

  /// A node is ready on its management port a moment before this port takes connections.
  private static SSLSocket connect(int port) throws Exception {
    SSLSocketFactory sockets = trustingAll().getSocketFactory();
    return await()
        .ignoreException(ConnectException.class)
        .until(() -> (SSLSocket) sockets.createSocket("localhost", port), Objects::nonNull);
  }

  private Path certificate() throws Exception {
    Path store = folder.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + HOST,
                "-alias",
                "node",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).as("exit code of keytool").isZero();
    return store;
  }
}
