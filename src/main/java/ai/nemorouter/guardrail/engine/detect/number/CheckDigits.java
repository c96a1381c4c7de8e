package ai.nemorouter.guardrail.engine.detect.number;

/// The arithmetic of check digits. Digits are given as text of `0` to `9`, where nothing else is
/// said.
final class CheckDigits {
  private static final int[][] VERHOEFF_MULTIPLY = dihedral();
  private static final int[] VERHOEFF_PERMUTE = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

  private CheckDigits() {}

  static boolean luhn(CharSequence digits) {
    int sum = 0;
    boolean twice = false;
    for (int index = digits.length() - 1; index >= 0; index--) {
      int digit = digits.charAt(index) - '0';
      if (twice) {
        digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
      }
      sum += digit;
      twice = !twice;
    }
    return sum % 10 == 0;
  }

  /// The sum of the first digits, each times its weight.
  static int weighted(CharSequence digits, int... weights) {
    int sum = 0;
    for (int index = 0; index < weights.length; index++) {
      sum += (digits.charAt(index) - '0') * weights[index];
    }
    return sum;
  }

  /// ISO 7064, modulus 11 and 10, as in the German tax number.
  static boolean isoMod1110(CharSequence digits) {
    int product = 10;
    for (int index = 0; index < digits.length() - 1; index++) {
      int sum = (digits.charAt(index) - '0' + product) % 10;
      product = 2 * (sum == 0 ? 10 : sum) % 11;
    }
    return (11 - product) % 10 == digits.charAt(digits.length() - 1) - '0';
  }

  /// ISO 7064, modulus 97 and 10, over letters (A is 10) and digits: the rest must be 1.
  static boolean isoMod97(CharSequence rotated) {
    int rest = 0;
    for (int index = 0; index < rotated.length(); index++) {
      char letter = rotated.charAt(index);
      int value = letter <= '9' ? letter - '0' : letter - 'A' + 10;
      rest = (value < 10 ? rest * 10 + value : rest * 100 + value) % 97;
    }
    return rest == 1;
  }

  static boolean verhoeff(CharSequence digits) {
    int check = 0;
    for (int index = 0; index < digits.length(); index++) {
      int digit = digits.charAt(digits.length() - 1 - index) - '0';
      for (int times = 0; times < index % 8; times++) {
        digit = VERHOEFF_PERMUTE[digit];
      }
      check = VERHOEFF_MULTIPLY[check][digit];
    }
    return check == 0;
  }

  /// The multiplication of the symmetries of a regular pentagon: 0 to 4 turn it, 5 to 9 mirror it.
  private static int[][] dihedral() {
    int[][] table = new int[10][10];
    for (int left = 0; left < 10; left++) {
      for (int right = 0; right < 10; right++) {
        int turned = left < 5 ? left + right % 5 : left - right % 5 + 5;
        boolean mirrored = left < 5 ^ right < 5;
        table[left][right] = turned % 5 + (mirrored ? 5 : 0);
      }
    }
    return table;
  }
}
