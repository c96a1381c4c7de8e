package ai.nemorouter.guardrail.engine.detect.number;

/// Which digits can be the number of a payment card: the issuer's first digits, its lengths, and
/// the check digit. A tenth of all numbers has a right check digit, so that alone says little.
final class Cards {
  static final int LENGTH_MIN = 13;
  static final int LENGTH_MAX = 19;

  private static final int PREFIX_LENGTH = 6;

  private Cards() {}

  static boolean isCard(String digits) {
    int length = digits.length();
    return length >= LENGTH_MIN
        && length <= LENGTH_MAX
        && fitsIssuer(Integer.parseInt(digits.substring(0, PREFIX_LENGTH)), length)
        && !isOneDigit(digits)
        && CheckDigits.luhn(digits);
  }

  private static boolean fitsIssuer(int prefix, int length) {
    int two = prefix / 10_000;
    int three = prefix / 1000;
    int four = prefix / 100;
    boolean visa = prefix / 100_000 == 4 && (length == 13 || length == 16 || length == 19);
    boolean mastercard =
        length == 16 && ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720));
    boolean amex = length == 15 && (two == 34 || two == 37);
    boolean discover =
        length >= 16
            && (four == 6011
                || (three >= 644 && three <= 649)
                || two == 65
                || (prefix >= 622_126 && prefix <= 622_925));
    boolean diners =
        length >= 14
            && ((three >= 300 && three <= 305)
                || four == 3095
                || two == 36
                || two == 38
                || two == 39);
    boolean jcb = length >= 16 && four >= 3528 && four <= 3589;
    boolean unionPay = length >= 16 && two == 62;
    return visa || mastercard || amex || discover || diners || jcb || unionPay;
  }

  private static boolean isOneDigit(String digits) {
    return digits.chars().allMatch(digit -> digit == digits.charAt(0));
  }

  /// How cards are printed: fours, American Express 4-6-5, Diners 4-6-4.
  static boolean isPrinted(int[] groups, int count) {
    if (count == 3) {
      return groups[0] == 4 && groups[1] == 6 && (groups[2] == 5 || groups[2] == 4);
    }
    if (count < 4) {
      return false;
    }
    for (int index = 0; index < count - 1; index++) {
      if (groups[index] != 4) {
        return false;
      }
    }
    return groups[count - 1] <= 4;
  }
}
