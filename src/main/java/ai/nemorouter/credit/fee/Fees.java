package ai.nemorouter.credit.fee;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;

/// The platform fee: the version in force, and setting another one.
@ApplicationScoped
public class Fees {
  private static final int TAX_NAME_LENGTH_MAX = 40;
  private static final Money MINIMUM_MAX = Money.ofUsd("1000");

  private final FeeRows rows;
  private final CreditSettings settings;
  private final Database database;
  private final AuditLog auditLog;

  Fees(FeeRows rows, CreditSettings settings, Database database, AuditLog auditLog) {
    this.rows = rows;
    this.settings = settings;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// In the transaction that the thread is in.
  public FeeVersion current() {
    return rows.latest().orElseGet(() -> new FeeVersion(0, settings.fee(), "", null));
  }

  /// The fee as it stands and as it was.
  ///
  /// @param versions those that operators set, the newest first
  public record Overview(FeeVersion current, PageOf<FeeVersion> versions) {}

  public Overview overview(Operator operator, int page) {
    return database.inInstallation(() -> new Overview(current(), rows.page(page)));
  }

  /// Purchases that were quoted before keep their price; all later ones have this one.
  public void set(Operator operator, Fee fee) {
    String taxName =
        Names.validOrThrow(
            "tax_name",
            fee.tax().name(),
            TAX_NAME_LENGTH_MAX,
            "Name the tax as receipts shall, in at most 40 characters.");
    if (!Quote.isWholeCents(fee.minimum()) || fee.minimum().compareTo(MINIMUM_MAX) > 0) {
      throw new InvalidInputException(
          "fee_minimum", "Enter whole cents, at most %s.".formatted(MINIMUM_MAX.display()));
    }
    Fee valid =
        new Fee(fee.rate(), fee.minimum(), new Tax(taxName, fee.tax().rate(), fee.tax().base()));
    database.inInstallation(() -> {
      Fee before = current().fee();
      rows.persist(new FeeEntity(valid, operator.displayName()));
      auditLog.record(operator, "fee.set", "fee", changes(before, valid));
      return true;
    });
  }

  private static Changes changes(Fee before, Fee after) {
    return Changes.none()
        .changed("fee_percent", before.rate().plain(), after.rate().plain())
        .changed("fee_minimum_usd", before.minimum().plain(), after.minimum().plain())
        .changed("tax_name", before.tax().name(), after.tax().name())
        .changed("tax_percent", before.tax().rate().plain(), after.tax().rate().plain())
        .changed("tax_on", before.tax().base().word(), after.tax().base().word());
  }
}
