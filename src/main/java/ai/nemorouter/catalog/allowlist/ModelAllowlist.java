package ai.nemorouter.catalog.allowlist;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.platform.error.InvalidInputException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// The models that somebody is restricted to. An entry is a model's slug, any other name that leads
/// to a model, an organization's alias (which allows what it leads to at the moment), or
/// `author/*`.
///
/// Where a provider takes any model, the entry's letter case is what the provider is asked for,
/// however a caller spells it.
///
/// @param entries as they were written; empty allows everything
public record ModelAllowlist(List<String> entries) {
  public static final ModelAllowlist EVERYTHING = new ModelAllowlist(List.of());
  public static final String FIELD = "allowed_models";
  private static final int ENTRIES_MAX = 200;
  private static final int ENTRY_LENGTH_MAX = 200;
  private static final String ALL_OF_AUTHOR = "/*";

  public ModelAllowlist {
    entries = entries.isEmpty() ? List.of() : written(entries);
    if (entries.size() > ENTRIES_MAX) {
      throw new InvalidInputException(FIELD, "Name at most " + ENTRIES_MAX + " models.");
    }
    if (entries.stream().anyMatch(entry -> entry.length() > ENTRY_LENGTH_MAX)) {
      throw new InvalidInputException(
          FIELD, "A model's name has at most " + ENTRY_LENGTH_MAX + " characters.");
    }
  }

  private static List<String> written(List<String> entries) {
    return entries.stream()
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .distinct()
        .toList();
  }

  /// Names separated by line breaks, spaces or commas.
  public static ModelAllowlist parse(String text) {
    return new ModelAllowlist(Arrays.asList(text.split("[\\s,]+")));
  }

  public boolean allowsEverything() {
    return entries.isEmpty();
  }

  /// Whether the model may be called, whatever name it was asked for by.
  ///
  /// @param slug as `Offering.slug` has it
  public boolean allows(Catalog catalog, UUID orgId, String slug) {
    if (allowsEverything()) {
      return true;
    }
    String wanted = ModelName.folded(slug);
    return entries.stream().anyMatch(entry -> names(entry, wanted))
        || entries.stream()
            .filter(entry -> !entry.endsWith(ALL_OF_AUTHOR))
            .flatMap(entry -> catalog.find(orgId, entry).stream())
            .anyMatch(offering -> ModelName.same(offering.slug(), wanted));
  }

  /// The offering as the list spells its model, if only the letter case differs and no catalogue
  /// says which is right.
  public Offering spelled(Catalog catalog, UUID orgId, Offering offering) {
    if (allowsEverything() || catalog.isListed(orgId, offering.slug())) {
      return offering;
    }
    List<Offering> spelled =
        entries.stream()
            .filter(entry -> !entry.endsWith(ALL_OF_AUTHOR))
            .flatMap(entry -> catalog.find(orgId, entry).stream())
            .filter(named ->
                named.slug().equals(offering.slug())
                    && named.provider().equals(offering.provider())
                    && ModelName.same(named.upstreamModel(), offering.upstreamModel()))
            .toList();
    return spelled.isEmpty() || spelled.contains(offering) ? offering : spelled.getFirst();
  }

  /// Rejects new entries that match no model, so that a typo locks no one out.
  public void requireKnown(Catalog catalog, UUID orgId, ModelAllowlist before) {
    entries.stream()
        .filter(entry -> !before.entries().contains(entry))
        .filter(entry -> !leadsSomewhere(catalog, orgId, entry))
        .findFirst()
        .ifPresent(unknown -> {
          throw new InvalidInputException(
              FIELD,
              "There is no model “%s” here. Name models as on the page Models, aliases, or all of an author as in openai/*."
                  .formatted(unknown));
        });
  }

  private static boolean leadsSomewhere(Catalog catalog, UUID orgId, String entry) {
    return entry.endsWith(ALL_OF_AUTHOR)
        ? catalog.models(orgId).stream()
            .flatMap(Collection::stream)
            .anyMatch(offering -> names(entry, ModelName.folded(offering.slug())))
        : !catalog.find(orgId, entry).isEmpty();
  }

  /// @param slug folded
  private static boolean names(String entry, String slug) {
    String wanted = ModelName.folded(entry);
    return wanted.endsWith(ALL_OF_AUTHOR)
        ? slug.startsWith(wanted.substring(0, wanted.length() - 1))
        : slug.equals(wanted);
  }

  /// One entry a line, for a form.
  public String text() {
    return String.join("\n", entries);
  }
}
