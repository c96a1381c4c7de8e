package ai.nemorouter.credit.statement;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.List;

/// An entry of the journal as a file has it. Its postings sum to zero.
///
/// @param number identifies it: that of the journal, or for requests the month and the line of the
///   statement
/// @param reference what it is about, as in `purchase 0197…`, or what the program that booked it
///   calls it; empty for neither
/// @param organization the name in its address; empty for one that is gone
/// @param postings of all accounts; of the organization's credit first
record ExportedEntry(
    Instant at,
    String number,
    String kind,
    String description,
    String recordedBy,
    String reference,
    String organization,
    List<Posting> postings) {
  ExportedEntry {
    postings = List.copyOf(postings);
  }

  /// @param account as stored, in lower case, or `usage`
  /// @param amount debits are positive, credits negative
  record Posting(String account, Money amount) {}
}
