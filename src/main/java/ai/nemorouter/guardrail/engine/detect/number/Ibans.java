package ai.nemorouter.guardrail.engine.detect.number;

import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.iban4j.CountryCode;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;

/// Bank account numbers. The check digits are computed here, because `iban4j` answers with
/// exceptions, which are dear on a text full of candidates; it then judges the country's own
/// format.
final class Ibans {
  private static final int CHECK_END = 4;

  private static final Map<String, Integer> LENGTHS =
      Arrays.stream(CountryCode.values())
          .filter(IbanUtil::isSupportedCountry)
          .collect(Collectors.toMap(CountryCode::getAlpha2, Ibans::length, (one, _) -> one));

  private Ibans() {}

  /// The end of the account number that starts here; `NationalIds.NONE` or `Gathered.OPEN`.
  static int end(Folded text, int at, boolean complete) {
    for (int index = 0; index < CHECK_END; index++) {
      if (at + index >= text.end()) {
        return complete ? NationalIds.NONE : Gathered.OPEN;
      }
      char letter = text.at(at + index);
      if (index < 2 ? !Letters.isLatin(letter) : !Letters.isDigit(letter)) {
        return NationalIds.NONE;
      }
    }
    String country = text.slice(at, at + 2).toUpperCase(Locale.ROOT);
    Integer length = LENGTHS.get(country);
    if (length == null) {
      return NationalIds.NONE;
    }
    Gathered account = Gathered.of(text, at, length, " -.", complete, "AA00X");
    if (!account.isThere()) {
      return account.end();
    }
    String value = account.text().toUpperCase(Locale.ROOT);
    boolean checked =
        CheckDigits.isoMod97(value.substring(CHECK_END) + value.substring(0, CHECK_END));
    return checked && hasFormat(value) ? account.end() : NationalIds.NONE;
  }

  private static boolean hasFormat(String value) {
    try {
      IbanUtil.validate(value);
      return true;
    } catch (Iban4jException e) {
      return false;
    }
  }

  private static Integer length(CountryCode country) {
    return IbanUtil.getIbanLength(country);
  }
}
