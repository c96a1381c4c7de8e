package ai.nemorouter.guardrail.engine.detect.number;

import static ai.nemorouter.guardrail.engine.detect.Dates.isDay;
import static ai.nemorouter.guardrail.engine.detect.Dates.number;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.Locale;
import java.util.Set;

/// National identifiers that have letters among their digits. Each method takes the place where one
/// may begin and answers with its end, `NONE`, or `Gathered.OPEN` where more text would decide.
public final class NationalIds {
  public static final int NONE = -1;

  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final String FISCAL_MONTHS = "ABCDEHLMPRST";
  private static final String FISCAL_DIGITS = "LMNPQRSTUV";
  private static final int[] FISCAL_ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };
  private static final Set<String> NINO_NEVER = Set.of("BG", "GB", "KN", "NK", "NT", "TN", "ZZ");
  private static final int[] CNPJ_FIRST = {5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final int[] CNPJ_SECOND = {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2};

  private NationalIds() {}

  /// The kind that an identifier starting with this letter or digit could be of, tried in turn.
  static int end(Kind kind, Folded text, int at, boolean complete) {
    return switch (kind) {
      case UK_NINO -> nino(text, at, complete);
      case FR_NIR -> nir(text, at, complete);
      case ES_DNI -> dni(text, at, complete);
      case IT_CODICE_FISCALE -> fiscalCode(text, at, complete);
      case BR_CNPJ -> cnpj(text, at, complete);
      default -> NONE;
    };
  }

  /// Two letters, six digits, a letter from A to D, in capitals.
  private static int nino(Folded text, int at, boolean complete) {
    char first = text.at(at);
    if (!Letters.isUpper(first) || "DFIQUV".indexOf(first) >= 0) {
      return NONE;
    }
    Gathered id = Gathered.of(text, at, 9, " -", complete, "AA_00_00_00_A");
    if (!id.isThere()) {
      return id.end();
    }
    char second = id.text().charAt(1);
    boolean prefix =
        Letters.isUpper(second)
            && "DFIOQUV".indexOf(second) < 0
            && !NINO_NEVER.contains(id.text().substring(0, 2));
    char suffix = id.text().charAt(8);
    return prefix && suffix >= 'A' && suffix <= 'D' ? id.end() : NONE;
  }

  /// Sex, year, month, department (2A and 2B are Corsica), community, number, and a key of two.
  private static int nir(Folded text, int at, boolean complete) {
    if (text.at(at) != '1' && text.at(at) != '2') {
      return NONE;
    }
    Gathered id = Gathered.of(text, at, 15, " .-", complete, "000000X00000000");
    if (!id.isThere()) {
      return id.end();
    }
    String value = id.text();
    char corsica = Letters.upper(value.charAt(6));
    if (Letters.isLatin(corsica) && (value.charAt(5) != '2' || corsica > 'B')) {
      return NONE;
    }
    int month = number(value, 3, 5);
    boolean possible = (month >= 1 && month <= 12) || (month >= 20 && month <= 42);
    String digits =
        switch (corsica) {
          case 'A' -> value.substring(0, 5) + "19" + value.substring(7);
          case 'B' -> value.substring(0, 5) + "18" + value.substring(7);
          default -> value;
        };
    long body = Long.parseLong(digits.substring(0, 13));
    return possible && 97 - body % 97 == number(digits, 13, 15) ? id.end() : NONE;
  }

  /// Eight digits, or X, Y or Z and seven digits, and a letter that checks them.
  private static int dni(Folded text, int at, boolean complete) {
    char first = Letters.upper(text.at(at));
    boolean foreigner = first >= 'X' && first <= 'Z';
    if (!foreigner && !Letters.isDigit(first)) {
      return NONE;
    }
    Gathered id = Gathered.of(text, at, 9, " -.", complete, "X0000000A");
    if (!id.isThere()) {
      return id.end();
    }
    String digits = (foreigner ? first - 'X' : first - '0') + id.text().substring(1, 8);
    char letter = id.text().charAt(8);
    boolean checked =
        Letters.isUpper(letter) && DNI_LETTERS.charAt(number(digits, 0, 8) % 23) == letter;
    return checked ? id.end() : NONE;
  }

  /// Most words are ruled out by their first letters, without reading on.
  static boolean isOrdinaryWord(Folded text, int at) {
    if (at + 6 >= text.end() || text.at(at + 3) == ' ') {
      return false;
    }
    return !Letters.isLatin(text.at(at + 3))
        || !Letters.isLatin(text.at(at + 5))
        || (!Letters.isDigit(text.at(at + 6)) && !isFiscalDigit(text.at(at + 6)));
  }

  private static int fiscalCode(Folded text, int at, boolean complete) {
    if (!Letters.isLatin(text.at(at)) || isOrdinaryWord(text, at)) {
      return NONE;
    }
    Gathered id = Gathered.of(text, at, 16, " ", complete, "AAA_AAA_DDADD_ADDDA");
    if (!id.isThere()) {
      return id.end();
    }
    StringBuilder digits = new StringBuilder();
    String code = id.text().toUpperCase(Locale.ROOT);
    for (int index : new int[] {6, 7, 9, 10, 12, 13, 14}) {
      char letter = code.charAt(index);
      int digit = Letters.isDigit(letter) ? letter - '0' : FISCAL_DIGITS.indexOf(letter);
      if (digit < 0) {
        return NONE;
      }
      digits.append(digit);
    }
    int month = FISCAL_MONTHS.indexOf(code.charAt(8)) + 1;
    int day = number(digits, 2, 4);
    return isDay(month, day > 40 ? day - 40 : day) && fiscalCheck(code) ? id.end() : NONE;
  }

  static boolean isFiscalDigit(char letter) {
    return FISCAL_DIGITS.indexOf(Letters.upper(letter)) >= 0;
  }

  private static boolean fiscalCheck(String code) {
    int sum = 0;
    for (int index = 0; index < 15; index++) {
      char letter = code.charAt(index);
      int value = Letters.isDigit(letter) ? letter - '0' : letter - 'A';
      sum += index % 2 == 0 ? FISCAL_ODD[value] : value;
    }
    return sum % 26 == code.charAt(15) - 'A';
  }

  /// With letters only as Brazil writes it, `12.ABC.345/01DE-35`.
  private static int cnpj(Folded text, int at, boolean complete) {
    if (at + 2 < text.end() && text.at(at + 2) != '.') {
      return NONE;
    }
    Gathered id = Gathered.of(text, at, 14, "./-", complete, "XX_XXX_XXX_XXXX_00");
    if (!id.isThere()) {
      return id.end();
    }
    boolean punctuated =
        id.end() - at == 18
            && text.at(at + 2) == '.'
            && text.at(at + 6) == '.'
            && text.at(at + 10) == '/'
            && text.at(at + 15) == '-';
    return punctuated && isCnpj(id.text().toUpperCase(Locale.ROOT)) ? id.end() : NONE;
  }

  /// The value of a letter is its code less 48, as that of a digit is.
  static boolean isCnpj(String value) {
    return value.chars().anyMatch(letter -> letter != value.charAt(0))
        && NationalNumbers.mod11(CheckDigits.weighted(value, CNPJ_FIRST)) == value.charAt(12) - '0'
        && NationalNumbers.mod11(CheckDigits.weighted(value, CNPJ_SECOND))
            == value.charAt(13) - '0';
  }
}
