package ai.nemorouter.money;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;

/// Lets entities have `Money` where a column is a `bigint` of nano-US-dollars.
@Converter(autoApply = true)
public class MoneyAttribute implements AttributeConverter<Money, Long> {
  @Override
  public @Nullable Long convertToDatabaseColumn(@Nullable Money amount) {
    return amount == null ? null : amount.nanos();
  }

  @Override
  public @Nullable Money convertToEntityAttribute(@Nullable Long nanos) {
    return nanos == null ? null : Money.ofNanos(nanos);
  }
}
