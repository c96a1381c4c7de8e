package ai.nemorouter.credit.purchase;

import ai.nemorouter.credit.fee.Fee;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.persistence.EnumeratedValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A purchase of credit by an organization.
///
/// @param quote what was agreed on; never changed
/// @param fee by which it was quoted
/// @param problem what a person should know about it; empty where nothing is
/// @param checkoutUrl the payment page; empty before there is one
/// @param receipt null until it is paid
public record Purchase(
    UUID orgId,
    UUID id,
    Status status,
    Quote quote,
    Fee fee,
    String buyerName,
    String problem,
    String checkoutUrl,
    Instant createdAt,
    @Nullable Instant paidAt,
    @Nullable Receipt receipt) {

  /// Where a purchase is. Only a paid one granted credit.
  public enum Status {
    /// Quoted; the payment provider has not been asked yet.
    CREATED("created", "Started", ""),
    /// The buyer can pay.
    OPEN("open", "Not paid yet", "info"),
    /// The buyer paid by a method that takes the bank days to confirm.
    WAITING("waiting", "Waiting for the bank", "warn"),
    PAID("paid", "Paid", "good"),
    /// The bank refused, or the payment page could not be opened.
    FAILED("failed", "Failed", "bad"),
    /// The buyer did not pay in time.
    EXPIRED("expired", "Expired", ""),
    /// What was paid is not what was agreed on: an operator has to look.
    REVIEW("review", "Needs review", "bad");

    @EnumeratedValue private final String word;
    private final String label;
    private final String tone;

    Status(String word, String label, String tone) {
      this.word = word;
      this.label = label;
      this.tone = tone;
    }

    /// As stored and in the API.
    public String word() {
      return word;
    }

    public String label() {
      return label;
    }

    /// How a badge shows it; empty for a plain one.
    public String tone() {
      return tone;
    }

    /// Whether the payment provider may still have news.
    public boolean isPending() {
      return this == CREATED || this == OPEN || this == WAITING;
    }
  }

  /// @throws NotFoundException before it is paid
  public Receipt receiptOrThrow() {
    if (receipt == null) {
      throw new NotFoundException("receipt");
    }
    return receipt;
  }

  public boolean isPaid() {
    return status == Status.PAID;
  }

  public boolean isWaiting() {
    return status == Status.WAITING;
  }

  /// Whether the buyer can go to the payment page.
  public boolean isPayable() {
    return status == Status.OPEN && !checkoutUrl.isEmpty();
  }

  public boolean isInReview() {
    return status == Status.REVIEW;
  }

  /// What was paid for, with the names that were known when it was paid.
  ///
  /// @param number consecutive over the whole installation
  /// @param seller lines of name and address
  /// @param buyer lines of name and address
  public record Receipt(long number, String seller, String buyer) {
    private static final String PREFIX = "R-";

    /// As in `R-000042`.
    public String label() {
      return label(number);
    }

    public static String label(long number) {
      return PREFIX + "%06d".formatted(number);
    }

    public List<String> sellerLines() {
      return seller.lines().toList();
    }

    public List<String> buyerLines() {
      return buyer.lines().toList();
    }
  }
}
