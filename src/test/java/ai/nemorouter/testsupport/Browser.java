package ai.nemorouter.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The system's Chromium. Whatever it complains about while a test has a page open fails that test:
/// script errors, what the content security policy refuses, files that do not load.
public final class Browser implements AutoCloseable {
  /// Far more than a page takes, even on a busy machine: a wait this long means that it is broken.
  private static final int PATIENCE_MILLIS = 15_000;

  private static final int SERVER_ERROR = 500;
  private static final int CLIENT_ERROR = 400;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
    this.playwright = playwright;
    this.chromium = chromium;
  }

  /// What somebody looks at pages with.
  ///
  /// @param script whether JavaScript is switched on
  public record View(int width, ColorScheme colors, boolean script) {
    private static final int HEIGHT = 800;

    public static final View DESKTOP = new View(1280, ColorScheme.LIGHT, true);

    public View withoutScript() {
      return new View(width, colors, false);
    }

    public View withColors(ColorScheme other) {
      return new View(width, other, script);
    }
  }

  public static Browser start() {
    Path executable = executable();
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions()
            .setExecutablePath(executable)
            // As people have it: pages that are left are kept, and shown again on going back.
            .setIgnoreDefaultArgs(List.of("--disable-back-forward-cache"))
            // The browser's own sandbox does not start as root, and builds often run as root.
            .setArgs(List.of("--no-sandbox"));
    return new Browser(playwright, playwright.chromium().launch(options));
  }

  private static Path executable() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of("chromium", "chromium-browser")
        .flatMap(name ->
            Stream.of(path.split(File.pathSeparator, -1)).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "The browser tests need Chromium, and there is neither `chromium` nor"
                    + " `chromium-browser` on the PATH: install it, on Debian and Ubuntu with"
                    + " `apt install chromium`."));
  }

  /// Somebody who comes to that site for the first time.
  public Visit visit(URI site, View view) {
    return new Visit(
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(site.toString())
                // Certificates in tests are self-signed.
                .setIgnoreHTTPSErrors(true)
                .setViewportSize(view.width(), View.HEIGHT)
                .setColorScheme(view.colors())
                .setJavaScriptEnabled(view.script())));
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }

  /// One person's tab and cookies.
  public static final class Visit implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Visit(BrowserContext context) {
      this.context = context;
      context.setDefaultTimeout(PATIENCE_MILLIS);
      this.page = context.newPage();
      page.onConsoleMessage(this::notice);
      page.onPageError(error -> complaints.add("script error: " + error));
      page.onResponse(this::notice);
      page.onRequestFailed(this::notice);
    }

    public Page page() {
      return page;
    }

    /// Goes to an address of the site.
    ///
    /// @return the status of the answer
    public int open(String path) {
      Response response = page.navigate(path);
      assertThat(response).as("answer of %s", path).isNotNull();
      return response.status();
    }

    /// Shows the page that is open on another screen or in other colors, without loading it anew.
    public void show(View view) {
      page.setViewportSize(view.width(), View.HEIGHT);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(view.colors()));
    }

    /// Ends the visit.
    ///
    /// @throws AssertionError if the browser complained about anything
    @Override
    public void close() {
      context.close();
      assertThat(complaints).as("complaints of the browser").isEmpty();
    }

    private void notice(ConsoleMessage message) {
      // What does not load is noticed as an answer: there a page may be one that is not found.
      boolean known = message.text().startsWith("Failed to load resource");
      if (!known && (message.type().equals("error") || message.type().equals("warning"))) {
        complaints.add(message.type() + " on " + page.url() + ": " + message.text());
      }
    }

    private void notice(Response response) {
      int allowed = response.request().isNavigationRequest() ? SERVER_ERROR : CLIENT_ERROR;
      if (response.status() >= allowed) {
        complaints.add(response.status() + " from " + response.url());
      }
    }

    private void notice(Request failed) {
      // A page that does not load is missed by the test itself. What a page was still loading, the
      // browser gives up when somebody leaves.
      if (!failed.isNavigationRequest() && !"net::ERR_ABORTED".equals(failed.failure())) {
        complaints.add(failed.failure() + " for " + failed.url());
      }
    }
  }
}
