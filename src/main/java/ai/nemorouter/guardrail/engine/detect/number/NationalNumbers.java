package ai.nemorouter.guardrail.engine.detect.number;

import static ai.nemorouter.guardrail.engine.detect.Dates.isDay;
import static ai.nemorouter.guardrail.engine.detect.Dates.number;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.ContextWords;
import ai.nemorouter.guardrail.engine.text.Folded;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// National identifiers that are made of digits alone. One check digit lets a tenth of all numbers
/// through, so a bare run of digits counts only with a word for it before it, in the country's
/// language, or in the country's own way of grouping where nothing else is grouped so.
final class NationalNumbers {
  static final int DIGITS_MIN = 9;
  static final int DIGITS_MAX = 15;

  private static final int REACH = 48;
  private static final int[] CPF_FIRST = {10, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final int[] CPF_SECOND = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final int[] TFN_WEIGHTS = {1, 4, 3, 7, 5, 8, 6, 9, 10};
  private static final int[] PESEL_WEIGHTS = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
  private static final int[] MY_NUMBER_WEIGHTS = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};

  /// @param shapes groupings of digits that only this country uses
  private record Rule(
      Kind kind, int length, Set<String> shapes, ContextWords words, Predicate<String> check) {}

  private static final List<Rule> RULES =
      List.of(
          rule(
              Kind.US_SSN,
              9,
              Set.of("3-2-4"),
              "ssn|social security|social security number|seguro social",
              NationalNumbers::ssn),
          rule(
              Kind.US_ITIN,
              9,
              Set.of("3-2-4"),
              "itin|taxpayer identification|taxpayer id|tax id",
              NationalNumbers::itin),
          rule(Kind.UK_NHS, 10, Set.of(), "nhs|nhs number|nhs no", NationalNumbers::nhs),
          rule(
              Kind.DE_TAX_ID,
              11,
              Set.of(),
              "steuer-id|steuerid|steueridentifikationsnummer|identifikationsnummer|steuer-idnr|idnr|steuernummer|tin|tax"
                  + " id",
              NationalNumbers::germanTaxId),
          rule(
              Kind.NL_BSN,
              9,
              Set.of(),
              "bsn|burgerservicenummer|sofinummer|citizen service number",
              NationalNumbers::bsn),
          rule(Kind.PL_PESEL, 11, Set.of(), "pesel|numer pesel", NationalNumbers::pesel),
          rule(
              Kind.SE_PERSONNUMMER,
              10,
              Set.of("6-4"),
              "personnummer|personnr|samordningsnummer|swedish personal number",
              NationalNumbers::personnummer),
          rule(
              Kind.SE_PERSONNUMMER,
              12,
              Set.of("8-4"),
              "personnummer|personnr|samordningsnummer|swedish personal number",
              digits -> personnummer(digits.substring(2))),
          rule(
              Kind.BR_CPF,
              11,
              Set.of("3.3.3-2"),
              "cpf|cadastro de pessoas físicas|cadastro de pessoa física",
              NationalNumbers::cpf),
          rule(
              Kind.BR_CNPJ, 14, Set.of("2.3.3/4-2"), "cnpj|cadastro nacional", NationalIds::isCnpj),
          rule(
              Kind.IN_AADHAAR,
              12,
              Set.of("4 4 4"),
              "aadhaar|aadhar|uidai|आधार",
              digits -> digits.charAt(0) >= '2' && CheckDigits.verhoeff(digits)),
          rule(
              Kind.CA_SIN,
              9,
              Set.of(),
              "sin|social insurance|social insurance number|nas|assurance sociale",
              digits -> digits.charAt(0) != '8' && CheckDigits.luhn(digits)),
          rule(
              Kind.AU_TFN,
              9,
              Set.of(),
              "tfn|tax file number|tax file no",
              digits -> CheckDigits.weighted(digits, TFN_WEIGHTS) % 11 == 0),
          rule(
              Kind.JP_MY_NUMBER,
              12,
              Set.of(),
              "my number|mynumber|マイナンバー|個人番号",
              NationalNumbers::myNumber));

  private NationalNumbers() {}

  private static Rule rule(
      Kind kind, int length, Set<String> shapes, String words, Predicate<String> check) {
    return new Rule(kind, length, shapes, ContextWords.within(REACH, words), check);
  }

  /// The kind of the number that the groups up to this one make, or null.
  static @Nullable Kind kindOf(
      Folded text, Run run, int lastGroup, String digits, Set<Kind> wanted) {
    Kind best = null;
    int nearest = -1;
    for (Rule rule : RULES) {
      if (rule.length == digits.length() && wanted.contains(rule.kind) && rule.check.test(digits)) {
        int word = evidence(text, run, lastGroup, rule);
        if (word > nearest) {
          best = rule.kind;
          nearest = word;
        }
      }
    }
    return best;
  }

  /// The more the likelier: where the nearest word for it ends, 0 if only its grouping says so, -1
  /// if nothing does.
  private static int evidence(Folded text, Run run, int lastGroup, Rule rule) {
    boolean shaped = rule.shapes.contains(run.shape(lastGroup));
    boolean grouped = run.isUniform(lastGroup) || shaped;
    int word = grouped ? rule.words.lastBefore(text, run.start()) : -1;
    boolean whole = lastGroup == run.groups() - 1 && !run.continuesAnother();
    return word < 0 && shaped && whole ? 0 : word;
  }

  private static boolean ssn(String digits) {
    int area = number(digits, 0, 3);
    return area != 0
        && area != 666
        && area < 900
        && number(digits, 3, 5) != 0
        && number(digits, 5, 9) != 0;
  }

  private static boolean itin(String digits) {
    int group = number(digits, 3, 5);
    return digits.charAt(0) == '9'
        && group >= 50
        && group != 66
        && (group <= 65 || group >= 70)
        && group != 89
        && group != 93;
  }

  private static boolean nhs(String digits) {
    int check = 11 - CheckDigits.weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
    return check % 11 == digits.charAt(9) - '0';
  }

  /// Among the first ten digits exactly one is there twice or thrice, the rest once at most.
  private static boolean germanTaxId(String digits) {
    int[] times = new int[10];
    digits.chars().limit(10).forEach(digit -> times[digit - '0']++);
    long repeated = Arrays.stream(times).filter(time -> time > 1).count();
    boolean thrice = Arrays.stream(times).noneMatch(time -> time > 3);
    return digits.charAt(0) != '0' && repeated == 1 && thrice && CheckDigits.isoMod1110(digits);
  }

  private static boolean bsn(String digits) {
    return number(digits, 0, 9) != 0
        && CheckDigits.weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
  }

  /// The month carries the century: 20 more from 2000, 40 from 2100, 60 from 2200, 80 from 1800.
  private static boolean pesel(String digits) {
    int check = (10 - CheckDigits.weighted(digits, PESEL_WEIGHTS) % 10) % 10;
    return isDay(number(digits, 2, 4) % 20, number(digits, 4, 6))
        && check == digits.charAt(10) - '0';
  }

  /// A coordination number has 60 added to the day.
  private static boolean personnummer(String digits) {
    int day = number(digits, 4, 6);
    return isDay(number(digits, 2, 4), day > 60 ? day - 60 : day) && CheckDigits.luhn(digits);
  }

  private static boolean cpf(String digits) {
    return digits.chars().anyMatch(digit -> digit != digits.charAt(0))
        && mod11(CheckDigits.weighted(digits, CPF_FIRST)) == digits.charAt(9) - '0'
        && mod11(CheckDigits.weighted(digits, CPF_SECOND)) == digits.charAt(10) - '0';
  }

  static int mod11(int sum) {
    int rest = sum % 11;
    return rest < 2 ? 0 : 11 - rest;
  }

  private static boolean myNumber(String digits) {
    int rest = CheckDigits.weighted(digits, MY_NUMBER_WEIGHTS) % 11;
    return (rest <= 1 ? 0 : 11 - rest) == digits.charAt(11) - '0';
  }
}
