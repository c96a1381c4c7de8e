package ai.nemorouter.platform.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.Serial;
import java.math.BigDecimal;

/// Takes only decimals that can be written back digit by digit: `1e99999` would take 100,000 of
/// them. Nothing that calls of models are about has an exponent beyond 400; the largest binary
/// floating-point number is 1.8e308.
final class WritableNumbers extends JsonNodeFactory {
  @Serial private static final long serialVersionUID = 1L;
  private static final int EXPONENT_MAX = 400;
  private static final int SCALE_MAX = 1_500;

  private final boolean lenient;

  /// @param lenient whether other numbers count as null; else they are refused
  WritableNumbers(boolean lenient) {
    this.lenient = lenient;
  }

  /// Thrown for a number that is refused.
  static final class Unwritable extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
  }

  @Override
  public ValueNode numberNode(BigDecimal number) {
    if (number == null) {
      return nullNode();
    }
    if (isWritable(number)) {
      return super.numberNode(number);
    }
    if (lenient) {
      return nullNode();
    }
    throw new Unwritable();
  }

  /// Its exponent is one less than the digits before its point.
  private static boolean isWritable(BigDecimal number) {
    long exponent = (long) number.precision() - number.scale() - 1;
    return Math.abs((long) number.scale()) <= SCALE_MAX
        && (number.signum() == 0 || Math.abs(exponent) <= EXPONENT_MAX);
  }
}
