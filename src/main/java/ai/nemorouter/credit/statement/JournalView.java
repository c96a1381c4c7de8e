package ai.nemorouter.credit.statement;

import java.util.List;
import java.util.Locale;

/// Whose books a file is for. What is the operator's debt is the organization's money, so its file
/// has all signs the other way round.
enum JournalView {
  /// The organization's own account; the others are what stands against it.
  ORGANIZATION,
  /// The whole book.
  OPERATOR;

  static final String CREDIT = "customer_credit";

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
    String name = this == OPERATOR ? ofOperator(account) : ofOrganization(account);
    return this == OPERATOR && account.equals(CREDIT) && !entry.organization().isEmpty()
        ? name + ":" + entry.organization().toLowerCase(Locale.ROOT)
        : name;
  }

  private static String ofOrganization(String account) {
    return switch (account) {
      case CREDIT -> "assets:prepaid credit";
      case StatementLine.USAGE -> "expenses:model requests";
      case "operator_grants" -> "revenues:granted credit";
      case "invoiced" -> "liabilities:invoices";
      case "promotions" -> "revenues:promotional credit";
      case "payments" -> "assets:payments";
      case "fee_income" -> "expenses:platform fee";
      case "tax_payable" -> "expenses:tax";
      case "refunds_payable" -> "assets:refunds on their way";
      case "disputed" -> "assets:disputed credit";
      case "dispute_losses" -> "revenues:disputes written off";
      default -> other(account);
    };
  }

  private static String ofOperator(String account) {
    return switch (account) {
      case CREDIT -> "liabilities:customer credit";
      case "operator_grants" -> "expenses:granted credit";
      case "invoiced" -> "assets:invoices";
      case "promotions" -> "expenses:promotional credit";
      case "payments" -> "assets:payments";
      case "fee_income" -> "revenues:platform fee";
      case "tax_payable" -> "liabilities:tax";
      case "refunds_payable" -> "liabilities:refunds on their way";
      case "disputed" -> "liabilities:disputed credit";
      case "dispute_losses" -> "expenses:disputes written off";
      default -> other(account);
    };
  }

  /// As for corrections.
  private static String other(String account) {
    return "equity:" + account.replace('_', ' ');
  }
}
