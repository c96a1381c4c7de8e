package ai.nemorouter.guardrail.engine.detect.number;

import ai.nemorouter.guardrail.engine.detect.ContextWords;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Whether a run of digits is a phone number, which `libphonenumber` says. Numbers with `+` are
/// known everywhere; those without need the regions in which they would be dialled.
final class Phones {
  private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();
  private static final String ANYWHERE = "ZZ";
  private static final int DIGITS_MIN = 7;
  private static final int DIGITS_MAX = 15;
  private static final int REACH = 32;
  private static final int TRIES_MAX = 3;

  private static final ContextWords WORDS =
      ContextWords.within(
          REACH,
          "phone|phones|telephone|tel|mobile|cell|call|fax|whatsapp|sms|text|dial|telefon|mobil|handy"
              + "|anrufen|rufnummer|téléphone|portable|appelez|teléfono|móvil|celular|llame|telefono"
              + "|cellulare|chiama|telefone|telemóvel|ligue|telefoon|bel|mobiel|telefonnummer|ring"
              + "|komórka|zadzwoń|電話|电话|手机|телефон|هاتف|फ़ोन|전화");

  /// Of groups and what separates them, as `3-2-4`.
  private static final Pattern OTHER_NUMBER =
      Pattern.compile(
          "[12][./-][12][./-]4.*|4[./-][12][./-][12].*|[1-3](\\.[1-3]){3}|\\d+\\.\\d+|[1-3]([. ]3)+"
              + "|\\d+.*[./-]1(\\D.*)?|.*\\..*-.*");

  private final List<String> regions;

  Phones(List<String> regions) {
    this.regions = List.copyOf(regions);
  }

  /// The end of the phone number that starts with the run, tried from the longest; -1 if none.
  int end(Folded text, Run run, boolean plus) {
    int tries = 0;
    for (int last = run.groups() - 1; last >= 0 && tries < TRIES_MAX; last--) {
      int digits = run.digitCount(last);
      if (digits < DIGITS_MIN) {
        break;
      }
      if (digits > DIGITS_MAX || !run.endsAt(last)) {
        continue;
      }
      tries++;
      if (plus ? isInternational(run.digits(last)) : isNational(text, run, last)) {
        return run.endOf(last);
      }
    }
    return NationalIds.NONE;
  }

  private static boolean isInternational(String digits) {
    return isValid("+" + digits, ANYWHERE);
  }

  private boolean isNational(Folded text, Run run, int lastGroup) {
    if (regions.isEmpty() || isOtherNumber(run.shape(lastGroup))) {
      return false;
    }
    boolean bare = lastGroup == 0;
    boolean named = WORDS.before(text, run.start());
    if (bare && !named) {
      return false;
    }
    String digits = run.digits(lastGroup);
    for (String region : regions) {
      boolean likely = isGroupedAsIn(run, lastGroup, region) && startsAsDialled(digits, region);
      if ((named || likely) && isValid(digits, region)) {
        return true;
      }
    }
    return false;
  }

  /// North America groups three, three, four.
  private static boolean isGroupedAsIn(Run run, int lastGroup, String region) {
    if (UTIL.getCountryCodeForRegion(region) != 1) {
      return true;
    }
    int[] lengths = Arrays.copyOf(run.lengths(), lastGroup + 1);
    return Arrays.equals(lengths, new int[] {3, 3, 4})
        || Arrays.equals(lengths, new int[] {1, 3, 3, 4});
  }

  /// Where numbers are dialled with a `0` before them, those without it are something else.
  private static boolean startsAsDialled(String digits, String region) {
    String prefix = UTIL.getNddPrefixForRegion(region, true);
    return prefix == null || prefix.equals("1") || digits.startsWith(prefix);
  }

  /// Dates, times of day with a date, IPv4 addresses and decimal numbers, by how they are grouped.
  private static boolean isOtherNumber(String shape) {
    return OTHER_NUMBER.matcher(shape).matches();
  }

  private static boolean isValid(String digits, String region) {
    try {
      PhoneNumber number = UTIL.parse(digits, region);
      return region.equals(ANYWHERE)
          ? UTIL.isValidNumber(number)
          : UTIL.isValidNumberForRegion(number, region) || isAbroad(number, digits, region);
    } catch (NumberParseException e) {
      return false;
    }
  }

  /// `0049 …` dialled from another country.
  private static boolean isAbroad(PhoneNumber number, String digits, String region) {
    boolean prefixed = digits.startsWith("00") || digits.startsWith("011");
    return prefixed
        && number.getCountryCode() != UTIL.getCountryCodeForRegion(region)
        && UTIL.isValidNumber(number);
  }

  /// Where the first digit behind `+` or `(` is, for what starts a number without being a digit; -1
  /// if nothing does.
  static int firstDigit(Folded text, int at) {
    char letter = text.at(at);
    if (letter == '+' || letter == '(') {
      int next = at + 1;
      if (letter == '(' && text.atOrZero(next) == '+') {
        next++;
      }
      if (letter == '+' && text.atOrZero(next) == '(') {
        next++;
      }
      return Letters.isDigit(text.atOrZero(next)) ? next : NationalIds.NONE;
    }
    return NationalIds.NONE;
  }
}
