package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.journeyhouse.common.text.CardNumber;
import io.journeyhouse.common.text.EmailAddress;
import io.journeyhouse.common.text.PersonName;
import io.journeyhouse.common.text.PhoneNumber;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** The normalisers of text as columns. They run in Java: only what needs them goes through. */
final class Normalisers {
  private static final int REMEMBERED = 200_000;
  private static final Map<String, Optional<String>> PHONES = new ConcurrentHashMap<>();

  private Normalisers() {}

  static Column email(Column text) {
    return udf((UDF1<String, String>) EmailAddress::normalise, DataTypes.StringType).apply(text);
  }

  static Column cardNumber(Column text) {
    return udf((UDF1<String, String>) CardNumber::normalise, DataTypes.StringType).apply(text);
  }

  static Column name(Column text) {
    return udf((UDF1<String, String>) PersonName::normalise, DataTypes.StringType).apply(text);
  }

  /**
   * @param country whose numbers those without an international prefix are
   */
  static Column phone(Column text, String country) {
    return udf((UDF2<String, String, String>) Normalisers::rememberedPhone, DataTypes.StringType)
        .apply(text, lit(country));
  }

  /** Reading a number takes microseconds, and the same ones come again and again. */
  private static @Nullable String rememberedPhone(@Nullable String text, String country) {
    if (text == null) {
      return null;
    }
    if (PHONES.size() > REMEMBERED) {
      PHONES.clear();
    }
    return PHONES
        .computeIfAbsent(
            country + text, key -> Optional.ofNullable(PhoneNumber.normalise(text, country)))
        .orElse(null);
  }
}
