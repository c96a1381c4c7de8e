package ai.nemorouter.catalog;

import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.DeclaredProvider;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.TestDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Providers for the tests of the catalogue, none of which answers.
@ApplicationScoped
public class CatalogWorld {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9/v1");

  private final Catalog catalog;
  private final Dialects dialects;
  private final TestDatabase database;

  CatalogWorld(Catalog catalog, Dialects dialects, TestDatabase database) {
    this.catalog = catalog;
    this.dialects = dialects;
    this.database = database;
  }

  public Catalog catalog() {
    return catalog;
  }

  public Provider provider(String name, @Nullable UUID orgId) {
    return provider(name, NOWHERE, orgId);
  }

  public Provider provider(String name, URI baseUrl, @Nullable UUID orgId) {
    return new Provider(
        name,
        dialects.get(Provider.OPENAI),
        baseUrl,
        "secret",
        Provider.DEFAULT_COST_HEADER,
        false,
        orgId);
  }

  /// A provider that serves everything that its public list has.
  static DeclaredProvider listed(Provider provider) {
    return new DeclaredProvider(provider, List.of(), false, null, null);
  }

  public static ProviderListing listing(String slug, @Nullable String input, String output) {
    return new ProviderListing(
        slug,
        slug,
        slug.substring(slug.indexOf('/') + 1),
        Operation.CHAT_ONLY,
        128_000,
        4_096,
        input == null ? null : Rates.of(Money.ofUsd(input), Money.ofUsd(output)),
        null,
        null,
        "test");
  }

  /// What this provider's rows in `prices` are, oldest first, as `input from kind`.
  public List<String> versions(String provider) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select input::text || ' ' || kind from prices where provider = :provider order by valid_from, id")
                .bind("provider", provider)
                .mapTo(String.class)
                .list());
  }
}
