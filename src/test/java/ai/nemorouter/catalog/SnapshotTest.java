package ai.nemorouter.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.UnitText;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The list that comes with the application says what its readers rely on.
class SnapshotTest {
  private final Snapshot snapshot = new Snapshot();

  @Test
  void aModelHasOneNameWhoeverServesIt() {
    assertThat(snapshot.entries("anthropic"))
        .anyMatch(entry ->
            entry.id().equals("claude-sonnet-4-5")
                && entry.slug().equals("anthropic/claude-sonnet-4.5"));
    assertThat(snapshot.entries("openrouter"))
        .anyMatch(entry -> entry.slug().equals("anthropic/claude-sonnet-4.5"));
    assertThat(snapshot.alias("claude-sonnet-4-5-20250929"))
        .contains("anthropic/claude-sonnet-4.5");
    assertThat(snapshot.alias("gpt-4o-2024-08-06")).contains("openai/gpt-4o");
  }

  @Test
  void everyOfferingHasAModelAndEveryAliasLeadsToOne() {
    Set<String> slugs = snapshot.models().stream().map(Model::slug).collect(Collectors.toSet());

    for (String provider : snapshot.providers()) {
      assertThat(snapshot.entries(provider))
          .as(provider)
          .isNotEmpty()
          .allSatisfy(entry -> {
            assertThat(slugs).contains(entry.slug());
            assertThat(entry.outputCeiling()).isPositive();
            assertThat(entry.prices()).isNotEmpty();
          });
      assertThat(snapshot.entries(provider).stream().map(Snapshot.Entry::slug))
          .as("slugs of " + provider)
          .doesNotHaveDuplicates();
    }
    assertThat(snapshot.models())
        .flatExtracting(Model::aliases)
        .isNotEmpty()
        .doesNotContainAnyElementsOf(slugs);
  }

  @Test
  void pricesThatBeginLaterHaveTheirDay() {
    assertThat(entry("google", "gemini-3.6-flash").prices())
        .extracting(ProviderListing.Scheduled::from)
        .containsExactly(Instant.EPOCH, Instant.parse("2027-01-01T00:00:00Z"));
  }

  @Test
  void secondsCharactersAndSearchesHaveUnitPrices() {
    assertThat(unitPrice("openai", "whisper-1"))
        .isEqualTo(new Price.UnitPrice(Price.Unit.SECOND, Money.ofUsd("100")));
    assertThat(UnitText.display(unitPrice("openai", "whisper-1"))).isEqualTo("$0.006 per minute");
    assertThat(UnitText.display(unitPrice("openai", "tts-1")))
        .isEqualTo("$0.015 per 1K characters");
    assertThat(UnitText.display(unitPrice("cohere", "rerank-v3.5")))
        .isEqualTo("$2.00 per 1K searches");
    assertThat(UnitText.display(unitPrice("google", "imagen-4.0-generate-001")))
        .isEqualTo("$0.04 per image");
  }

  @Test
  void modelsSayWhatTheyCanBeAskedToDo() {
    assertThat(snapshot.model("openai/text-embedding-3-small").orElseThrow().operations())
        .containsExactly(Operation.EMBEDDINGS);
    assertThat(snapshot.model("google/gemini-2.5-flash").orElseThrow().inputs())
        .contains("text", "image", "audio");
    assertThat(snapshot.model("anthropic/claude-3-opus").orElseThrow())
        .satisfies(model -> {
          assertThat(model.deprecated()).isTrue();
          assertThat(model.successor()).isEqualTo("anthropic/claude-opus-4.5");
        });
  }

  private Price.UnitPrice unitPrice(String provider, String id) {
    Price.UnitPrice price = entry(provider, id).prices().getFirst().tariff().perUnit();
    assertThat(price).isNotNull();
    return Objects.requireNonNull(price);
  }

  private Snapshot.Entry entry(String provider, String id) {
    return snapshot.entries(provider).stream()
        .filter(entry -> entry.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
