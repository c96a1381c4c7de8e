package ai.nemorouter.guardrail.engine.detect.number;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.ContextWords;
import ai.nemorouter.guardrail.engine.detect.Detector;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.LetterSet;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Payment cards, bank accounts, national identifiers and phone numbers: all that is told by its
/// digits. One walk over the text finds the places where a number can begin, and only there each
/// kind looks. The longest wins, then the earlier kind; a phone number never takes a piece of a
/// number that has check digits.
public final class NumberDetector implements Detector {
  private static final LetterSet STARTS = LetterSet.ofLettersAndDigits("+(");
  private static final int PHONE_SCORE = 80;
  private static final int CHECKED_SCORE = 90;
  private static final int CARD_BARE_SCORE = 80;
  private static final int CARD_SCORE = 100;
  private static final int CARD_REACH = 40;

  private static final ContextWords CARD_WORDS =
      ContextWords.within(
          CARD_REACH,
          "card|cards|credit card|visa|mastercard|amex|american"
              + " express|cc|pan|kreditkarte|karte|carte|carte"
              + " bancaire|tarjeta|carta|cartão|cartao|kaart|karta|kort|カード|卡号|карта");

  /// Identifiers with letters, by the form of their first character.
  private static final List<Kind> FROM_LETTER =
      List.of(Kind.UK_NINO, Kind.ES_DNI, Kind.IT_CODICE_FISCALE, Kind.BR_CNPJ);

  private static final List<Kind> FROM_DIGIT = List.of(Kind.FR_NIR, Kind.ES_DNI, Kind.BR_CNPJ);

  private final int rule;
  private final Set<Kind> kinds;
  private final boolean national;
  private final List<Kind> fromLetter;
  private final List<Kind> fromDigit;
  private final @Nullable Phones phones;

  /// @param regions in which numbers without `+` are phone numbers, as `DE`
  public NumberDetector(int rule, Set<Kind> kinds, List<String> regions) {
    this.rule = rule;
    this.kinds = EnumSet.copyOf(kinds);
    this.national = kinds.stream().anyMatch(kind -> kind.family() == Kind.Family.NATIONAL);
    this.fromLetter = FROM_LETTER.stream().filter(kinds::contains).toList();
    this.fromDigit = FROM_DIGIT.stream().filter(kinds::contains).toList();
    this.phones = kinds.contains(Kind.PHONE) ? new Phones(regions) : null;
  }

  /// What was found at one place.
  private static final class Best {
    private @Nullable Kind kind;
    private int end;
    private int score;

    void offer(@Nullable Kind found, int foundEnd, int foundScore) {
      if (found != null && (kind == null || foundEnd > end)) {
        kind = found;
        end = foundEnd;
        score = foundScore;
      }
    }
  }

  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    Run run = new Run(text);
    Best best = new Best();
    int end = text.end();
    int at = nextStart(text, from);
    while (at < end) {
      best.kind = null;
      boolean open =
          Letters.isDigit(text.at(at))
              ? digits(text, at, complete, run, best)
              : others(text, at, complete, run, best);
      if (open) {
        return at;
      }
      Kind kind = best.kind;
      if (kind == null) {
        at = nextStart(text, at + 1);
      } else {
        found.match(rule, kind, at, best.end, best.score);
        at = nextStart(text, best.end);
      }
    }
    return end;
  }

  /// The next place where a number can begin. Most words are passed over here.
  private static int nextStart(Folded text, int from) {
    char[] letters = text.letters();
    int base = text.start();
    int end = text.end() - base;
    char before = text.atOrZero(from - 1);
    for (int index = from - base; index < end; index++) {
      char letter = letters[index];
      if (STARTS.has(letter)
          && !(Letters.isWord(letter) && Letters.isJoined(before))
          && !isOrdinaryWord(text, letter, index + base)) {
        return index + base;
      }
      before = letter;
    }
    return text.end();
  }

  /// Whether a word begins as no identifier does, by what each kind asks of its first letters.
  private static boolean isOrdinaryWord(Folded text, char first, int at) {
    if (first < 'a' || first > 'w' || at + 6 >= text.end()) {
      return false;
    }
    char third = text.at(at + 2);
    return third != '.' && !Letters.isDigit(third) && NationalIds.isOrdinaryWord(text, at);
  }

  /// @return whether more text could change what is found here
  private boolean others(Folded text, int at, boolean complete, Run run, Best best) {
    if (Letters.isLatin(text.at(at))) {
      return letters(text, at, complete, best);
    }
    if (phones == null) {
      return false;
    }
    if (at + 2 >= text.end() && !complete) {
      return true;
    }
    int digit = Phones.firstDigit(text, at);
    if (digit < 0 || Letters.isDigit(text.atOrZero(at - 1))) {
      return false;
    }
    run.read(digit);
    if (run.isOpen() && !complete) {
      return true;
    }
    boolean plus = text.at(at) == '+' || text.at(at + 1) == '+';
    int phoneEnd = phones.end(text, run, plus);
    best.offer(phoneEnd > 0 ? Kind.PHONE : null, phoneEnd, PHONE_SCORE);
    return false;
  }

  private boolean letters(Folded text, int at, boolean complete, Best best) {
    char before = text.atOrZero(at - 1);
    if (before == '_' || (before == '-' && Letters.isJoined(text.atOrZero(at - 2)))) {
      return false;
    }
    if (kinds.contains(Kind.IBAN)) {
      int accountEnd = Ibans.end(text, at, complete);
      if (accountEnd == Gathered.OPEN) {
        return true;
      }
      best.offer(accountEnd > 0 ? Kind.IBAN : null, accountEnd, CARD_SCORE);
    }
    return lettered(fromLetter, text, at, complete, best);
  }

  private static boolean lettered(
      List<Kind> tried, Folded text, int at, boolean complete, Best best) {
    for (int index = 0; index < tried.size(); index++) {
      Kind kind = tried.get(index);
      int idEnd = NationalIds.end(kind, text, at, complete);
      if (idEnd == Gathered.OPEN) {
        return true;
      }
      best.offer(idEnd > 0 ? kind : null, idEnd, CHECKED_SCORE);
    }
    return false;
  }

  private boolean digits(Folded text, int at, boolean complete, Run run, Best best) {
    run.read(at);
    if (run.isOpen() && !complete) {
      return true;
    }
    if (!run.startsHere()) {
      return false;
    }
    if (lettered(fromDigit, text, at, complete, best)) {
      return true;
    }
    checked(text, run, best);
    if (phones != null && best.kind == null && !run.continuesAnother()) {
      phone(text, at, run, best);
    }
    return false;
  }

  /// Numbers with check digits, the longest first.
  private void checked(Folded text, Run run, Best best) {
    for (int last = run.groups() - 1; last >= 0; last--) {
      int count = run.digitCount(last);
      if (count < NationalNumbers.DIGITS_MIN) {
        return;
      }
      if (count > Cards.LENGTH_MAX || !run.endsAt(last)) {
        continue;
      }
      String digits = run.digits(last);
      int end = run.endOf(last);
      if (kinds.contains(Kind.CARD) && Cards.isCard(digits)) {
        int score = cardScore(text, run, last);
        best.offer(score > 0 ? Kind.CARD : null, end, score);
      }
      if (national && count <= NationalNumbers.DIGITS_MAX) {
        Kind kind = NationalNumbers.kindOf(text, run, last, digits, kinds);
        best.offer(kind, end, CHECKED_SCORE);
      }
    }
  }

  /// 0 where the digits are grouped as no card is and no word says that one follows.
  private static int cardScore(Folded text, Run run, int lastGroup) {
    boolean printed = run.isUniform(lastGroup) && Cards.isPrinted(run.lengths(), lastGroup + 1);
    if (printed || CARD_WORDS.before(text, run.start())) {
      return printed || run.isUniform(lastGroup) ? CARD_SCORE : 0;
    }
    return lastGroup == 0 ? CARD_BARE_SCORE : 0;
  }

  private void phone(Folded text, int at, Run run, Best best) {
    int phoneEnd = phones == null ? NationalIds.NONE : phones.end(text, run, false);
    if (phoneEnd < 0) {
      return;
    }
    Run later = new Run(text);
    for (int group = 1; group < run.groups() && run.startOf(group) < phoneEnd; group++) {
      later.read(run.startOf(group));
      Best checked = new Best();
      checked(text, later, checked);
      if (checked.kind != null) {
        return;
      }
    }
    best.offer(Kind.PHONE, phoneEnd, PHONE_SCORE);
    best.end = Math.max(best.end, at);
  }
}
