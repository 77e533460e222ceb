package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Normalised identifiers of a fact: distinct, sorted by type and value. */
final class Identifiers {
  static final DataType TYPE = DataType.fromDDL("array<struct<type:string,value:string>>");

  private Identifiers() {}

  /** A list without an entry. */
  static Column none() {
    return array().cast(TYPE);
  }

  /**
   * The list of a fact's identifiers. Lists are put together by type, in the order of the types'
   * names, so that only a type with several values needs sorting.
   *
   * @param values columns by type of identifier
   * @param types what the columns hold: one text or a list
   */
  static Column of(Map<String, Column> values, Map<String, DataType> types, String country) {
    Column all = none();
    for (Map.Entry<String, Column> each : new TreeMap<>(values).entrySet()) {
      String type = each.getKey();
      DataType from = types.getOrDefault(type, DataTypes.StringType);
      all = concat(all, ofType(type, each.getValue(), from, country));
    }
    return all;
  }

  private static Column ofType(String type, Column value, DataType from, String country) {
    if (from instanceof ArrayType) {
      Column texts = Conversion.toTextList(value, from);
      Column known =
          array_sort(
              switch (type) {
                case "email" -> Normalisers.emails(texts);
                case "phone" -> Normalisers.phones(texts, country);
                case "loyalty" -> Normalisers.cardNumbers(texts);
                default -> texts;
              });
      Column list = transform(known, text -> entry(type, text));
      return coalesce(list.cast(TYPE), none());
    }
    Column text = Conversion.text(value.cast(DataTypes.StringType));
    Column known = normalised(type, text, country);
    return when(known.isNotNull(), array(entry(type, known)).cast(TYPE)).otherwise(none());
  }

  private static Column entry(String type, Column value) {
    return struct(lit(type).as("type"), value.as("value"));
  }

  private static Column normalised(String type, Column text, String country) {
    return switch (type) {
      case "email" -> Normalisers.email(text);
      case "phone" -> Normalisers.phone(text, country);
      case "loyalty" -> Normalisers.cardNumber(text);
      default -> text;
    };
  }
}
