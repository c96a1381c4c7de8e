package ai.nemorouter.platform.list;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import java.util.List;
import java.util.function.Function;

/// One page of a list whose length is known.
///
/// @param number counted from 1
/// @param found how many there are on all pages
public record PageOf<T>(List<T> items, int number, long found) {
  public static final int SIZE = 25;
  private static final int NUMBER_MAX = 10_000;

  public PageOf {
    items = List.copyOf(items);
  }

  /// That page of what the query finds, and how much it finds.
  public static <T> PageOf<T> of(PanacheQuery<T> query, int number) {
    return new PageOf<>(query.page(within(number) - 1, SIZE).list(), within(number), query.count());
  }

  /// The same page with each item made into another.
  public <R> PageOf<R> map(Function<T, R> change) {
    return with(items.stream().map(change).toList());
  }

  /// The same page with other items in the place of its own.
  public <R> PageOf<R> with(List<R> others) {
    return new PageOf<>(others, number, found);
  }

  public static int offset(int number) {
    return (within(number) - 1) * SIZE;
  }

  /// Page numbers come from addresses, which anybody may change.
  public static int within(int number) {
    return Math.clamp(number, 1, NUMBER_MAX);
  }

  public boolean isEmpty() {
    return items.isEmpty();
  }

  public long first() {
    return offset(number) + 1L;
  }

  public long last() {
    return (long) offset(number) + items.size();
  }

  public boolean hasPrevious() {
    return number > 1;
  }

  public boolean hasNext() {
    return last() < found;
  }

  public int previous() {
    return number - 1;
  }

  public int next() {
    return number + 1;
  }
}
