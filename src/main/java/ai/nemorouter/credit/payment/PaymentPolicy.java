package ai.nemorouter.credit.payment;

import jakarta.persistence.EnumeratedValue;

/// What the operator does about refunds and disputes.
public record PaymentPolicy(
    RefundFee refundFee, DisputeUse disputeUse, DisputeAction disputeAction) {
  public static final PaymentPolicy FIRST =
      new PaymentPolicy(RefundFee.KEPT, DisputeUse.OWED, DisputeAction.WARN);

  /// What becomes of the platform fee when credit is refunded.
  public enum RefundFee {
    KEPT("kept", "kept: only the credit is paid back, with the tax on it"),
    RETURNED("returned", "returned in proportion to the credit");

    @EnumeratedValue private final String word;
    private final String label;

    RefundFee(String word, String label) {
      this.word = word;
      this.label = label;
    }

    public String word() {
      return word;
    }

    public String label() {
      return label;
    }
  }

  /// What becomes of credit that was used and whose payment is disputed.
  public enum DisputeUse {
    OWED("owed", "owed: the balance may go below zero"),
    WRITTEN_OFF("written_off", "written off: only unused credit is void");

    @EnumeratedValue private final String word;
    private final String label;

    DisputeUse(String word, String label) {
      this.word = word;
      this.label = label;
    }

    public String word() {
      return word;
    }

    public String label() {
      return label;
    }
  }

  /// What happens to the organization while a payment is disputed.
  public enum DisputeAction {
    WARN("warn", "is warned"),
    SUSPEND("suspend", "is suspended until the dispute is won");

    @EnumeratedValue private final String word;
    private final String label;

    DisputeAction(String word, String label) {
      this.word = word;
      this.label = label;
    }

    public String word() {
      return word;
    }

    public String label() {
      return label;
    }
  }
}
