package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.journeyhouse.common.text.CardNumber;
import io.journeyhouse.common.text.EmailAddress;
import io.journeyhouse.common.text.PersonName;
import io.journeyhouse.common.text.PhoneNumber;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The normalisers of text as columns. They run in Java: only what needs them goes through. */
final class Normalisers {
  private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);
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

  /** E-mail addresses of a list of texts, each once. */
  static Column emails(Column texts) {
    return udf((UDF1<Seq<String>, List<String>>) t -> each(t, EmailAddress::normalise), TEXTS)
        .apply(texts);
  }

  /** Phone numbers of a list of texts, each once. */
  static Column phones(Column texts, String country) {
    return udf(
            (UDF2<Seq<String>, String, List<String>>)
                (list, region) -> each(list, text -> rememberedPhone(text, region)),
            TEXTS)
        .apply(texts, lit(country));
  }

  /** Card numbers of a list of texts, each once. */
  static Column cardNumbers(Column texts) {
    return udf((UDF1<Seq<String>, List<String>>) t -> each(t, CardNumber::normalise), TEXTS)
        .apply(texts);
  }

  private static List<String> each(
      @Nullable Seq<String> texts, Function<String, @Nullable String> normaliser) {
    Set<String> found = new LinkedHashSet<>();
    if (texts != null) {
      for (String text : CollectionConverters.asJava(texts)) {
        String normal = normaliser.apply(text);
        if (normal != null) {
          found.add(normal);
        }
      }
    }
    return List.copyOf(found);
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
