package ai.nemorouter.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import ai.nemorouter.catalog.alias.Aliases;
import ai.nemorouter.provider.DeclaredProvider;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names as callers write them, and what they mean.
@QuarkusTest
class CatalogTest {
  private final CatalogWorld catalogue;
  private final Catalog catalog;
  private final Aliases aliases;
  private final World world;
  private UUID orgId = new UUID(0, 0);

  CatalogTest(CatalogWorld catalogue, Catalog catalog, Aliases aliases, World world) {
    this.catalogue = catalogue;
    this.catalog = catalog;
    this.aliases = aliases;
    this.world = world;
  }

  /// An organization whose own accounts serve the public lists, so that other tests see none.
  @BeforeEach
  void serveLists() {
    World.Place place = world.newOrganization();
    orgId = place.orgId();
    catalog.offer(
        CatalogWorld.listed(
            catalogue.provider("mine", URI.create("https://api.openai.com/v1"), orgId)));
    catalog.offer(CatalogWorld.listed(catalogue.provider("anthropic", orgId)));
    catalog.offer(CatalogWorld.listed(catalogue.provider("openrouter", orgId)));
    catalog.offer(
        new DeclaredProvider(catalogue.provider("vllm", orgId), List.of(), true, null, null));
    aliases.add(place.owner(), new Aliases.Wanted("Fast", "anthropic/claude-haiku-4.5", false));
    aliases.add(place.owner(), new Aliases.Wanted("gpt-4", "openai/gpt-4o-mini", true));
  }

  @AfterEach
  void withdraw() {
    for (String name : List.of("mine", "anthropic", "openrouter", "vllm")) {
      catalog.withdraw(orgId, name);
    }
  }

  /// Row 27. Each name with the slug it means, and the provider and name that serve it first.
  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4o, openai/gpt-4o, mine, gpt-4o",
    "OpenAI/GPT-4o, openai/gpt-4o, mine, gpt-4o",
    "gpt-4o, openai/gpt-4o, mine, gpt-4o",
    "gpt-4o-2024-08-06, openai/gpt-4o, mine, gpt-4o-2024-08-06",
    "openai/gpt-4o-2024-08-06, openai/gpt-4o, mine, gpt-4o-2024-08-06",
    "claude-sonnet-4-5-20250929, anthropic/claude-sonnet-4.5, anthropic, claude-sonnet-4-5-20250929",
    "claude-sonnet-4-5, anthropic/claude-sonnet-4.5, anthropic, claude-sonnet-4-5",
    "anthropic/claude-sonnet-4-5, anthropic/claude-sonnet-4.5, anthropic, claude-sonnet-4-5",
    "anthropic/claude-4.5-sonnet-20250929, anthropic/claude-sonnet-4.5, anthropic, claude-sonnet-4-5",
    "claude-3-5-haiku-latest, anthropic/claude-3.5-haiku, anthropic, claude-3-5-haiku-latest",
    "~anthropic/claude-haiku-latest, anthropic/claude-haiku-5.5, anthropic, claude-haiku-5-5",
    "fast, anthropic/claude-haiku-4.5, anthropic, claude-haiku-4-5",
    "FAST, anthropic/claude-haiku-4.5, anthropic, claude-haiku-4-5",
    "gpt-4, openai/gpt-4o-mini, mine, gpt-4o-mini",
    "openai/gpt-4, openai/gpt-4, mine, gpt-4",
    "vllm/My-Model, vllm/my-model, vllm, My-Model",
  })
  void aNameMeansOneModel(String requested, String slug, String provider, String upstream) {
    Offering first = catalog.find(orgId, requested).getFirst();

    assertThat(first.slug()).isEqualTo(slug);
    assertThat(first.provider().name()).isEqualTo(provider);
    assertThat(first.upstreamModel()).isEqualTo(upstream);
  }

  @Test
  void allWaysToServeAModelShareItsName() {
    assertThat(catalog.find(orgId, "anthropic/claude-sonnet-4.5"))
        .extracting(Offering::slug, offering -> offering.provider().name(), Offering::upstreamModel)
        .containsExactly(
            tuple("anthropic/claude-sonnet-4.5", "anthropic", "claude-sonnet-4-5"),
            tuple("anthropic/claude-sonnet-4.5", "openrouter", "anthropic/claude-sonnet-4.5"));
  }

  @Test
  void anUnknownNameMeansNothing() {
    assertThat(catalog.find(orgId, "gpt-nowhere")).isEmpty();
    assertThat(catalog.find(orgId, "openai/gpt-4o:nowhere")).isEmpty();
    assertThat(catalog.find(orgId, "")).isEmpty();
  }

  @Test
  void whatAnOrganizationServesAndNamesIsItsOwn() {
    UUID other = world.newOrganization().orgId();

    assertThat(catalog.find(other, "fast")).isEmpty();
    assertThat(catalog.find(null, "fast")).isEmpty();
    assertThat(catalog.find(other, "vllm/My-Model")).isEmpty();
  }

  @Test
  void whatIsKnownOfAModelIsKnownOfEveryName() {
    Offering offering = catalog.find(orgId, "gpt-4o-2024-08-06").getFirst();

    assertThat(catalog.model(orgId, offering.slug()))
        .hasValueSatisfying(model -> {
          assertThat(model.name()).isEqualTo("GPT-4o");
          assertThat(model.aliases()).contains("gpt-4o-2024-08-06");
          assertThat(model.parameters()).contains("tools", "temperature");
        });
    assertThat(catalog.model(orgId, "vllm/my-model")).isPresent();
  }

  @Test
  void aModelNamedInADeclarationHasItsPublicNameAndPrice() {
    Provider provider = catalogue.provider("spare", URI.create("https://api.openai.com/v1"), orgId);
    catalog.offer(
        new DeclaredProvider(provider, List.of("gpt-4o", "not-listed"), false, null, null));

    assertThat(catalog.find(orgId, "openai/gpt-4o"))
        .filteredOn(offering -> offering.provider().equals(provider))
        .singleElement()
        .satisfies(offering -> assertThat(offering.price()).isNotNull());
    assertThat(catalog.find(orgId, "openai/not-listed"))
        .singleElement()
        .satisfies(offering -> assertThat(offering.price()).isNull());
    catalog.withdraw(orgId, "spare");
  }
}
