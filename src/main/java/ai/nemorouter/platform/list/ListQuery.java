package ai.nemorouter.platform.list;

import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What a list page is asked for in its address, as `?search=ops&show=archived&sort=keys&page=2`.
///
/// @param search part of a name; empty for all
/// @param show which of the rows; empty for the usual ones
/// @param sort the order, as a constant of the list's orders in lower case, with a minus in front
///   for the other way round (`SortWord`)
/// @param page counted from 1
public record ListQuery(
    @QueryParam("search") String search,
    @QueryParam("show") String show,
    @QueryParam("sort") String sort,
    @QueryParam("page") int page) {

  /// What an address leaves out is empty.
  public ListQuery {
    search = Objects.requireNonNullElse(search, "").strip();
    show = Objects.requireNonNullElse(show, "");
    sort = Objects.requireNonNullElse(sort, "");
    page = PageOf.within(page);
  }

  /// The same with words that the list knows: others show the usual rows in the first order.
  public <S extends Enum<S>> ListQuery knowing(Class<S> orders, String... shows) {
    return new ListQuery(
        search,
        List.of(shows).contains(show) ? show : "",
        SortWord.of(word(order(orders)), SortWord.isReversed(sort)),
        page);
  }

  /// The order that it names; the first where it names none of them.
  public <S extends Enum<S>> S order(Class<S> orders) {
    S[] known = orders.getEnumConstants();
    return Arrays.stream(known)
        .filter(order -> word(order).equals(SortWord.column(sort)))
        .findFirst()
        .orElse(known[0]);
  }

  public boolean shows(String what) {
    return show.equals(what);
  }

  /// For templates.
  public boolean isSortedBy(String order) {
    return SortWord.column(sort).equals(order);
  }

  /// An `order by` in the direction that it asks for.
  public String directed(String columns) {
    return SortWord.directed(columns, sort);
  }

  /// For links to other pages and orders of the list.
  public Address address() {
    return new Address(Map.of("search", search, "show", show, "sort", sort));
  }

  private static String word(Enum<?> order) {
    return order.name().toLowerCase(Locale.ROOT);
  }
}
