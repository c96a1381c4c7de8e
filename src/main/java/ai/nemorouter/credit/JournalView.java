package ai.nemorouter.credit;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whose books a file is for. What is the operator's debt is the organization's money, so its file
/// has all signs the other way round.
enum JournalView {
  /// The organization's own account; the others are what stands against it.
  ORGANIZATION(
      Map.ofEntries(
          Map.entry(JournalView.CREDIT, "assets:prepaid credit"),
          Map.entry("usage", "expenses:model requests"),
          Map.entry("operator_grants", "revenues:granted credit"),
          Map.entry("invoiced", "liabilities:invoices"),
          Map.entry("corrections", "equity:corrections"),
          Map.entry("promotions", "revenues:promotional credit"),
          Map.entry("payments", "assets:payments"),
          Map.entry("fee_income", "expenses:platform fee"),
          Map.entry("tax_payable", "expenses:tax"),
          Map.entry("refunds_payable", "assets:refunds on their way"),
          Map.entry("disputed", "assets:disputed credit"),
          Map.entry("dispute_losses", "revenues:disputes written off"))),
  /// The whole book.
  OPERATOR(
      Map.ofEntries(
          Map.entry(JournalView.CREDIT, "liabilities:customer credit"),
          Map.entry("operator_grants", "expenses:granted credit"),
          Map.entry("invoiced", "assets:invoices"),
          Map.entry("corrections", "equity:corrections"),
          Map.entry("promotions", "expenses:promotional credit"),
          Map.entry("payments", "assets:payments"),
          Map.entry("fee_income", "revenues:platform fee"),
          Map.entry("tax_payable", "liabilities:tax"),
          Map.entry("refunds_payable", "liabilities:refunds on their way"),
          Map.entry("disputed", "liabilities:disputed credit"),
          Map.entry("dispute_losses", "expenses:disputes written off")));

  static final String CREDIT = "customer_credit";

  private final Map<String, String> ledgerAccounts;

  JournalView(Map<String, String> ledgerAccounts) {
    this.ledgerAccounts = ledgerAccounts;
  }

  /// The entry in these books.
  List<ExportedEntry.Posting> postings(ExportedEntry entry) {
    return this == OPERATOR
        ? entry.postings()
        : entry.postings().stream()
            .map(
                posting -> new ExportedEntry.Posting(posting.account(), posting.amount().negated()))
            .toList();
  }

  /// Those that have a line of their own in a CSV.
  boolean lists(ExportedEntry.Posting posting) {
    return this == OPERATOR || posting.account().equals(CREDIT);
  }

  /// In the account tree of hledger: credit of each organization apart in the whole book.
  String ledgerAccount(ExportedEntry entry, String account) {
    String name = ledgerAccounts.getOrDefault(account, "equity:" + account.replace('_', ' '));
    return this == OPERATOR && account.equals(CREDIT) && !entry.organization().isEmpty()
        ? name + ":" + entry.organization().toLowerCase(Locale.ROOT)
        : name;
  }
}
