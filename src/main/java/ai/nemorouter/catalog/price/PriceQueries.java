package ai.nemorouter.catalog.price;

import ai.nemorouter.catalog.CatalogSetting;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about prices and what operators decided, checked when they are compiled.
interface PriceQueries {
  Session session();

  /// A price version, and whether it was withdrawn.
  record Row(PriceEntity price, @Nullable Instant withdrawnAt, @Nullable String withdrawnBy) {
    PriceVersion version() {
      return price.version(withdrawnAt, withdrawnBy);
    }
  }

  /// Those that came later, and all overrides, for they may have been withdrawn.
  @HQL(
      """
      select p, w.withdrawnAt, w.withdrawnBy from PriceEntity p
      left join PriceWithdrawalEntity w on w.priceId = p.id
      where p.id > :last or p.kind = 'override' order by p.id
      """)
  List<Row> after(long last);

  @HQL(
      """
      select p, w.withdrawnAt, w.withdrawnBy from PriceEntity p
      left join PriceWithdrawalEntity w on w.priceId = p.id
      where p.provider = :provider and p.kind = 'listing'
      """)
  List<Row> listed(String provider);

  @HQL(
      """
      select p, w.withdrawnAt, w.withdrawnBy from PriceEntity p
      left join PriceWithdrawalEntity w on w.priceId = p.id
      where p.id in :ids
      """)
  List<Row> named(List<Long> ids);

  /// @return 0 if it was withdrawn before
  @HQL(
      """
      insert into PriceWithdrawalEntity (priceId, withdrawnBy, withdrawnAt)
      values (:priceId, :by, function(clock_timestamp as Instant)) on conflict do nothing
      """)
  int withdraw(long priceId, String by);

  @HQL(
      """
      select s.provider, s.model, s.disabled, s.deprecated, s.successor, s.retiresOn
      from CatalogSettingEntity s
      """)
  List<CatalogSetting> settings();

  @HQL(
      """
      insert into CatalogSettingEntity
        (provider, model, disabled, deprecated, successor, retiresOn, changedBy, changedAt)
      values (:provider, :model, :disabled, :deprecated, :successor, :retiresOn, :by, instant)
      on conflict (provider, model) do update
      set disabled = excluded.disabled, deprecated = excluded.deprecated,
        successor = excluded.successor, retiresOn = excluded.retiresOn,
        changedBy = excluded.changedBy, changedAt = excluded.changedAt
      """)
  int set(
      String provider,
      String model,
      boolean disabled,
      boolean deprecated,
      @Nullable String successor,
      @Nullable LocalDate retiresOn,
      String by);

  @HQL("update CatalogVersionEntity set version = version + 1")
  int noteChange();

  /// How often anything was changed, and what the database's clock shows at this moment.
  record Version(long number, Instant clock) {}

  @HQL("select v.version, function(clock_timestamp as Instant) from CatalogVersionEntity v")
  Version version();
}
