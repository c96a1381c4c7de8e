package ai.nemorouter.catalog;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the page of models is narrowed to, as in its address. What is not understood narrows
/// nothing.
public record ModelSearch(
    @QueryParam("search") @DefaultValue("") String search,
    @QueryParam("provider") @DefaultValue("") String provider,
    @QueryParam("operation") @DefaultValue("") String operation,
    @QueryParam("modality") @DefaultValue("") String modality,
    @QueryParam("context") @DefaultValue("") String context,
    @QueryParam("price") @DefaultValue("") String price,
    @QueryParam("deprecated") @DefaultValue("") String deprecated,
    @QueryParam("sort") @DefaultValue("") String sort,
    @QueryParam("page") @DefaultValue("1") int page) {
  private static final int DIGITS_MAX = 9;

  /// A choice of a filter.
  public record Choice(String value, String label) {}

  public List<Choice> getOperations() {
    return Arrays.stream(Operation.values())
        .map(one -> new Choice(one.word(), label(one)))
        .toList();
  }

  public List<Choice> getModalities() {
    return List.of(
        new Choice("image", "Takes images"),
        new Choice("audio", "Takes audio"),
        new Choice("file", "Takes files"),
        new Choice("video", "Takes video"),
        new Choice(">image", "Makes images"),
        new Choice(">audio", "Makes audio"));
  }

  public List<Choice> getContexts() {
    return List.of(
        new Choice("32000", "32K context or more"),
        new Choice("128000", "128K context or more"),
        new Choice("200000", "200K context or more"),
        new Choice("1000000", "1M context or more"));
  }

  public List<Choice> getPrices() {
    return List.of(
        new Choice("0.1", "Input up to $0.10"),
        new Choice("0.5", "Input up to $0.50"),
        new Choice("1", "Input up to $1"),
        new Choice("5", "Input up to $5"));
  }

  static String label(Operation operation) {
    return switch (operation) {
      case CHAT -> "Chat";
      case EMBEDDINGS -> "Embeddings";
      case IMAGES -> "Images";
      case SPEECH -> "Speech";
      case TRANSCRIPTIONS -> "Transcriptions";
      case MODERATIONS -> "Moderations";
      case RERANK -> "Rerank";
    };
  }

  ModelFilter filter() {
    boolean out = modality.startsWith(">");
    return new ModelFilter(
        search,
        provider,
        Arrays.stream(Operation.values())
            .filter(one -> one.word().equals(operation))
            .findFirst()
            .orElse(null),
        modality.isEmpty() || out ? List.of() : List.of(modality),
        out ? List.of(modality.substring(1)) : List.of(),
        List.of(),
        number(context),
        money(price),
        !deprecated.equals("without"),
        order());
  }

  Address address() {
    return new Address(
        Map.of(
            "search", search,
            "provider", provider,
            "operation", operation,
            "modality", modality,
            "context", context,
            "price", price,
            "deprecated", deprecated,
            "sort", sort));
  }

  PageOf<CatalogModel> page(List<CatalogModel> found) {
    return new PageOf<>(
        (SortWord.isReversed(sort) ? found.reversed() : found)
            .stream().skip(PageOf.offset(page)).limit(PageOf.SIZE).toList(),
        PageOf.within(page),
        found.size());
  }

  private ModelFilter.Sort order() {
    return Arrays.stream(ModelFilter.Sort.values())
        .filter(one -> one.name().equals(SortWord.column(sort).toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElse(ModelFilter.Sort.NAME);
  }

  private static long number(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= DIGITS_MAX
            && text.chars().allMatch(one -> one >= '0' && one <= '9');
    return digits ? Long.parseLong(text) : 0;
  }

  private static @Nullable Money money(String text) {
    try {
      return text.isEmpty() ? null : Money.parseTypedUsd(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
