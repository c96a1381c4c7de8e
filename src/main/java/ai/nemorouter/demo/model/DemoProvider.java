package ai.nemorouter.demo.model;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.demo.DemoConfig;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.Providers;
import ai.nemorouter.provider.dialect.Dialects;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// An upstream that speaks OpenAI's protocol offline, so that calls can be made, streamed, priced
/// and broken without an account anywhere. It has a port of its own and is reached over HTTP like
/// any other provider.
@ApplicationScoped
public class DemoProvider {
  private static final Logger LOG = Logger.getLogger(DemoProvider.class);
  private static final String HOST = "127.0.0.1";
  private static final int AFTER_CATALOG = 20;
  private static final int START_TIMEOUT_SECONDS = 10;

  private final Vertx vertx;
  private final DemoConfig config;
  private final Catalog catalog;
  private final Dialects dialects;
  private final Providers providers;
  private final DemoEndpoint endpoint;
  private @Nullable HttpServer server;

  DemoProvider(
      Vertx vertx, DemoConfig config, Catalog catalog, Dialects dialects, Providers providers) {
    this.vertx = vertx;
    this.config = config;
    this.catalog = catalog;
    this.dialects = dialects;
    this.providers = providers;
    this.endpoint = new DemoEndpoint(vertx, config);
  }

  void onStart(@Observes @Priority(AFTER_CATALOG) StartupEvent event) throws Exception {
    if (!config.enabled()) {
      return;
    }
    HttpServerOptions options = new HttpServerOptions().setHost(HOST).setPort(config.port());
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(endpoint)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    URI baseUrl = baseUrl();
    Provider provider =
        new Provider(
            DemoModel.PROVIDER,
            dialects.get(Provider.OPENAI),
            baseUrl,
            null,
            Provider.DEFAULT_COST_HEADER,
            true);
    catalog.offer(provider, listings());
    providers.addBuiltIn(provider);
    LOG.infof("Demo provider started url=%s", baseUrl);
  }

  void onStop(@Observes ShutdownEvent event) {
    if (server != null) {
      server.close();
    }
  }

  /// Where it answers, as in `http://127.0.0.1:41234/v1`.
  ///
  /// @throws IllegalStateException if the demo is off
  public URI baseUrl() {
    if (server == null) {
      throw new IllegalStateException("The demo is off");
    }
    return URI.create("http://" + HOST + ":" + server.actualPort() + "/v1");
  }

  /// How many streamed answers are being written.
  public int streams() {
    return endpoint.streams().get();
  }

  private List<ProviderListing> listings() {
    Stream<ProviderListing> chats =
        Arrays.stream(DemoModel.values())
            .map(model ->
                ProviderListing.chat(
                    model.slug(),
                    model.title(),
                    model.id(),
                    DemoModel.CONTEXT_LENGTH,
                    DemoModel.OUTPUT_CEILING,
                    Rates.of(model.inputPrice(), model.outputPrice()),
                    null,
                    DemoModel.PROVIDER));
    Stream<ProviderListing> own =
        Stream.concat(chats, Arrays.stream(DemoSpecialist.values()).map(DemoSpecialist::listing));
    return config.standsIn()
        ? Stream.concat(own, catalog.ofWholeCatalogue().stream()).toList()
        : own.toList();
  }
}
