package ai.nemorouter.platform.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SortWordTest {
  private enum Sort {
    NAME,
    SPEND
  }

  @Test
  void everyColumnIsTurnedRoundAndNothingInBracketsIs() {
    assertThat(SortWord.reversed("lower(t.name), t.id")).isEqualTo("lower(t.name) desc, t.id desc");
    assertThat(SortWord.reversed(" order by a.last desc nulls last, a.id"))
        .isEqualTo(" order by a.last asc nulls first, a.id desc");
    assertThat(
            SortWord.reversed(
                "array_position(array['a', 'b'], l.unit), case when x then 1 else 2 end desc"))
        .isEqualTo(
            "array_position(array['a', 'b'], l.unit) desc, case when x then 1 else 2 end asc");
    assertThat(SortWord.reversed(SortWord.reversed("k.expires_at nulls last, k.id desc")))
        .isEqualTo("k.expires_at asc nulls last, k.id desc");
  }

  @Test
  void aHeadingSortsByItsColumnAndThenTheOtherWayRound() {
    Address byName = new Address(Map.of("search", "ops", "sort", "name", "page", "3"));
    Address reversed = new Address(Map.of("sort", "-spend"));

    assertThat(byName.sorting("name", true)).isEqualTo("?search=ops&sort=-name");
    assertThat(byName.sorting("spend", false)).isEqualTo("?search=ops&sort=spend");
    assertThat(reversed.sorting("spend", true)).isEqualTo("?sort=spend");
    assertThat(new Address(Map.of()).sorting("", true)).isEqualTo("?sort=-");
    assertThat(byName.direction("ascending")).isEqualTo("ascending");
    assertThat(reversed.direction("descending")).isEqualTo("ascending");
    assertThat(reversed.arrow("down")).isEqualTo("up");
  }

  @Test
  void aListKeepsTheDirectionOfOrdersThatItKnows() {
    ListQuery query = new ListQuery("", "", "-spend", 1).knowing(Sort.class);

    assertThat(query.order(Sort.class)).isEqualTo(Sort.SPEND);
    assertThat(query.isSortedBy("spend")).isTrue();
    assertThat(query.directed("s desc")).isEqualTo("s asc");
    assertThat(query.address().query()).isEqualTo("?sort=-spend");
    assertThat(new ListQuery("", "", "-none", 1).knowing(Sort.class).sort()).isEqualTo("-name");
  }
}
