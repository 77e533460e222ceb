package io.journeyhouse.jobs.customer;

import io.journeyhouse.common.contract.Column;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.text.Masked;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;

/** What of a value is shown: the contract's {@code pii} decides. */
final class Masking {
  /** Pseudonyms that people work with: they say who is meant, and not who that is. */
  private static final Set<String> SHOWN = Set.of("customer_id", "record_key");

  private final boolean isClear;

  /**
   * @param isClear whether everything is shown
   */
  Masking(boolean isClear) {
    this.isClear = isClear;
  }

  /** The value of a contract's column as it is shown; of a list each of its values. */
  Object shown(TableContract contract, String name, Object value) {
    Column column = contract.columns().get(contract.columnNames().indexOf(name));
    return value instanceof List<?> list
        ? list.stream().map(each -> shown(column, each.toString())).toList()
        : shown(column, value.toString());
  }

  private Object shown(Column column, String value) {
    String pii = column.pii();
    if (isClear || pii == null || SHOWN.contains(column.name())) {
      return typed(column, value);
    }
    return switch (pii) {
      case "direct" -> Masked.text(value);
      case "pseudonym" -> Masked.id(value);
      default -> Masked.all();
    };
  }

  private static Object typed(Column column, String value) {
    if (column.type() instanceof NumericType) {
      return new BigDecimal(value);
    }
    return column.type() instanceof BooleanType ? (Object) Boolean.valueOf(value) : value;
  }
}
