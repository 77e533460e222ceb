package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.udf;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** What a field holds, which says how its values are tidied, compared and cut for blocking. */
public enum FieldKind {
  GIVEN_NAME(Tidy::words, Comparison.NAME, true, Cut.WHOLE, Cut.SOUND),
  SURNAME(Tidy::words, Comparison.NAME, true, Cut.WHOLE, Cut.SOUND),
  MIDDLE_NAME(Tidy::words, Comparison.NAME, true),
  BIRTH_DATE(
      Tidy::date, Comparison.DATE, true, Cut.WHOLE, Cut.YEAR, Cut.MONTH_AND_DAY, Cut.YEAR_MONTH),
  STREET(Tidy::words, Comparison.TEXT, true, Cut.WHOLE, Cut.FIRST_WORDS),
  CITY(Tidy::words, Comparison.PLACE, true, Cut.WHOLE, Cut.SOUND),
  POSTAL_CODE(Tidy::code, Comparison.POSTAL_CODE, true, Cut.WHOLE, Cut.FIRST_HALF),
  EMAIL(Tidy::email, Comparison.EMAIL, true, Cut.WHOLE, Cut.BEFORE_AT),
  PHONE(Tidy::phone, Comparison.CODE, true, Cut.WHOLE, Cut.FIRST_HALF, Cut.LAST_HALF),
  NATIONAL_ID(Tidy::code, Comparison.CODE, true, Cut.WHOLE, Cut.FIRST_HALF, Cut.LAST_HALF),
  GENDER(Tidy::gender, Comparison.CATEGORY, false, Cut.WHOLE),
  CODE(Tidy::code, Comparison.CODE, true, Cut.WHOLE, Cut.FIRST_HALF, Cut.LAST_HALF),
  CATEGORY(Tidy::words, Comparison.CATEGORY, true, Cut.WHOLE),
  TEXT(Tidy::words, Comparison.TEXT, true, Cut.WHOLE, Cut.FIRST_WORDS),
  PLACE(Tidy::words, Comparison.PLACE, true, Cut.WHOLE, Cut.SOUND),
  SET(Tidy::words, Comparison.SET, true, Cut.WHOLE);

  /** How a value is made comparable. */
  @FunctionalInterface
  interface Tidying {
    @Nullable String apply(String raw);
  }

  private final Tidying tidying;
  private final Comparison comparison;
  private final boolean weighsFrequency;
  private final List<Cut> cuts;

  FieldKind(Tidying tidying, Comparison comparison, boolean weighsFrequency, Cut... cuts) {
    this.tidying = tidying;
    this.comparison = comparison;
    this.weighsFrequency = weighsFrequency;
    this.cuts = List.of(cuts);
  }

  /** The kind that is written so. */
  public static FieldKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** How it is written in configuration: {@code given_name}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** An array of texts as they are compared, without those that say nothing. */
  public Column tidied(Column texts) {
    FieldKind kind = this;
    UDF1<scala.collection.Seq<String>, String[]> tidy =
        raw -> kind.tidied(CollectionConverters.asJava(raw));
    return udf(tidy, DataTypes.createArrayType(DataTypes.StringType)).apply(texts);
  }

  /** The values as they are compared: none twice, none that says nothing. */
  String[] tidied(List<String> raw) {
    return raw.stream()
        .filter(value -> value != null)
        .map(this::tidy)
        .filter(value -> value != null)
        .distinct()
        .limit(Byte.MAX_VALUE)
        .toArray(String[]::new);
  }

  /** The value as it is compared; null where it says nothing. */
  public @Nullable String tidy(String raw) {
    return tidying.apply(raw);
  }

  Comparison comparison() {
    return comparison;
  }

  /** Whether agreement on a rare value weighs more than on a frequent one. */
  boolean weighsFrequency() {
    return weighsFrequency;
  }

  List<Cut> cuts() {
    return cuts;
  }

  /** Whether a value names one person, or the few who share it. */
  public boolean isIdentifier() {
    return switch (this) {
      case EMAIL, PHONE, NATIONAL_ID -> true;
      default -> false;
    };
  }

  /** Whether people who share a household seldom share the value. */
  boolean isOwn() {
    return switch (this) {
      case GIVEN_NAME, MIDDLE_NAME, BIRTH_DATE, GENDER -> true;
      default -> false;
    };
  }
}
