package ai.nemorouter.books;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.books.BusyOrganization.Books;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Retention and purging keep the tables small, and the books balanced.
@QuarkusTest
class UpkeepTest {
  private static final String YEAR_2001 = "timestamptz '2001-05-01 00:00:00+00'";

  private final Owner owner;
  private final BusyOrganization organizations;

  UpkeepTest(Owner owner, BusyOrganization organizations) {
    this.owner = owner;
    this.organizations = organizations;
  }

  @Test
  void whatCallsPastTheirRetentionCountedStaysInTheirWindows() {
    Books books = organizations.make();
    int before = callsOf(books);
    UUID underWay = books.underWay();

    owner.useTransaction(handle -> {
      makePartition(handle, YEAR_2001);
      age(handle, books);
    });
    assertThat(partitions()).contains("calls_2001_05");
    assertThat(deviations(books)).isEmpty();

    int batches = 0;
    while (forget(3) > 0) {
      batches++;
      assertThat(deviations(books)).isEmpty();
    }
    int dropped =
        owner.inTransaction(handle ->
            number(handle, "select drop_calls_partitions(timestamptz '2001-06-01 00:00:00+00')"));

    assertThat(batches).isEqualTo((before + 2) / 3);
    assertThat(callsOf(books)).isZero();
    assertThat(number("select count(*) from attempts where org_id = '" + books.orgId() + "'"))
        .isZero();
    assertThat(dropped).isEqualTo(1);
    assertThat(partitions()).doesNotContain("calls_2001_05");
    assertThat(deviations(books)).isEmpty();
    assertThat(number("select count(*) from holds where id = '" + underWay + "'")).isOne();
    assertThat(
            number(
                "select count(*) from windows where carried > 0 and carried_excess > 0 and org_id = '"
                    + books.orgId()
                    + "'"))
        .as("what an overrun took beyond its hold stays explained")
        .isPositive();
  }

  @Test
  void aMonthWithCallsInItIsNotDropped() {
    Books books = organizations.make();
    owner.useTransaction(handle -> {
      makePartition(handle, "timestamptz '2001-07-01 00:00:00+00'");
      handle.execute(
          "update calls set id = first_id_of(timestamptz '2001-07-09 00:00:00+00') where org_id = ? and id = ?",
          books.orgId(),
          books.answered());
    });

    int dropped =
        owner.inTransaction(handle ->
            number(handle, "select drop_calls_partitions(timestamptz '2001-08-01 00:00:00+00')"));

    assertThat(dropped).isZero();
    assertThat(partitions()).contains("calls_2001_07");
    assertThat(deviations(books)).isEmpty();
  }

  @Test
  void aPartitionTakesOverWhatAWrongClockPutElsewhere() {
    Books books = organizations.make();
    owner.useTransaction(handle ->
        handle.execute(
            "update calls set id = first_id_of(timestamptz '2099-03-04 00:00:00+00') where org_id = ? and id = ?",
            books.orgId(),
            books.answered()));
    assertThat(number("select count(*) from calls_elsewhen")).isPositive();

    boolean made =
        owner.inTransaction(
            handle -> makePartition(handle, "timestamptz '2099-03-20 00:00:00+00'"));
    boolean again =
        owner.inTransaction(
            handle -> makePartition(handle, "timestamptz '2099-03-20 00:00:00+00'"));

    assertThat(made).isTrue();
    assertThat(again).isFalse();
    assertThat(number("select count(*) from calls_2099_03")).isOne();
    assertThat(deviations(books)).isEmpty();
  }

  @Test
  void windowsOfMinutesAndHoursThatHoldNothingArePurged() {
    Books books = organizations.make();
    String ofBooks = " where org_id = '" + books.orgId() + "'";
    owner.useTransaction(handle -> {
      handle.execute("update windows set ends_at = now() - interval '3 days'" + ofBooks);
      handle.execute("delete from holds" + ofBooks);
      handle.execute("update windows set held = 0" + ofBooks + " and unit = 'requests'");
    });

    int purged =
        owner.inTransaction(
            handle -> number(handle, "select purge_windows(now() - interval '2 days', 1000)"));

    assertThat(purged).isPositive();
    assertThat(number("select count(*) from windows" + ofBooks + " and unit = 'requests'"))
        .isZero();
    assertThat(
            number("select count(*) from windows" + ofBooks + " and unit = 'tokens' and held > 0"))
        .as("a window that holds something stays")
        .isOne();
    assertThat(
            number("select count(*) from windows" + ofBooks + " and unit in ('usd', 'in_flight')"))
        .as("longer windows stay")
        .isEqualTo(3);
  }

  /// Gives all calls of the organization an id of May 2001, the order kept.
  private static void age(Sql handle, Books books) {
    handle.execute(
        """
        with aged as (
          update calls c set id = x.id from (
            select y.id old, first_id_of(timestamptz '2001-05-02 00:00:00+00' + n * interval '1 hour') id
              from (select id, row_number() over (order by id) n from calls where org_id = ?) y) x
           where c.org_id = ? and c.id = x.old
          returning c.id, x.old)
        update attempts a set request_id = aged.id from aged where a.org_id = ? and a.request_id = aged.old
        """,
        books.orgId(),
        books.orgId(),
        books.orgId());
  }

  private static boolean makePartition(Sql handle, String month) {
    return handle.select("select make_calls_partition(" + month + ")").mapTo(Boolean.class).one();
  }

  private int forget(int most) {
    return owner.inTransaction(handle ->
        number(handle, "select forget_calls(timestamptz '2001-06-01 00:00:00+00', " + most + ")"));
  }

  private int callsOf(Books books) {
    return number("select count(*) from calls where org_id = '" + books.orgId() + "'");
  }

  private List<String> partitions() {
    return owner.read(handle ->
        handle
            .select(
                "select inhrelid::regclass::text from pg_inherits where inhparent = 'calls'::regclass")
            .mapTo(String.class)
            .list());
  }

  private List<String> deviations(Books books) {
    return owner.read(handle ->
        handle
            .select("select detail from book_deviations(?)", books.orgId())
            .mapTo(String.class)
            .list());
  }

  private int number(String query) {
    return owner.read(handle -> number(handle, query));
  }

  private static int number(Sql handle, String query) {
    return handle.select(query).mapTo(Integer.class).one();
  }
}
