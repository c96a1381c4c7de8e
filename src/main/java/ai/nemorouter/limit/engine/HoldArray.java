package ai.nemorouter.limit.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds as PostgreSQL reads them: the text of an array of the type `hold_request`, whose columns
/// are in this order.
final class HoldArray {
  private static final int CHARACTERS_OF_A_HOLD = 400;

  private final StringBuilder text;
  private boolean first;

  private HoldArray(int holds) {
    text = new StringBuilder(holds * CHARACTERS_OF_A_HOLD);
  }

  static String of(List<HoldRequest> holds) {
    HoldArray array = new HoldArray(holds.size());
    array.text.append('{');
    for (HoldRequest hold : holds) {
      array.add(hold);
    }
    return array.text.append('}').toString();
  }

  private void add(HoldRequest hold) {
    text.append(text.length() == 1 ? "\"(" : ",\"(");
    first = true;
    plain(hold.id());
    plain(hold.payer().orgId());
    plain(hold.payer().teamId());
    plain(hold.payer().memberId());
    plain(hold.payer().keyId());
    plain(hold.secret());
    plain(hold.ask().input().nanos());
    plain(hold.ask().outputRate().nanos());
    plain(hold.ask().leastOutput());
    plain(hold.ask().mostOutput());
    plain(hold.ask().promptTokens());
    plain(hold.ask().floor().nanos());
    plain(hold.ask().floorTokens());
    quoted(hold.route().requestedModel());
    quoted(hold.route().model());
    quoted(hold.route().provider());
    plain(hold.route().priceId());
    plain(hold.route().streamed());
    quoted(hold.route().operation());
    plain(hold.route().ownProvider());
    plain(hold.route().requestId());
    text.append(")\"");
  }

  /// A number, a boolean or an identifier, which has no character that means something here;
  /// nothing at all is null.
  private void plain(@Nullable Object value) {
    separate();
    if (value != null) {
      text.append(value);
    }
  }

  /// Any text. Quotes and backslashes are doubled within a row, and each of the two is escaped
  /// within the array.
  private void quoted(@Nullable String value) {
    separate();
    if (value == null) {
      return;
    }
    text.append("\\\"");
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if (character == '"' || character == '\\') {
        text.append('\\').append(character).append('\\');
      }
      text.append(character);
    }
    text.append("\\\"");
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }
}
