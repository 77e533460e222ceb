package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Made-up records of made-up people who live in households, written down with errors. */
final class People {
  static final List<Field> FIELDS =
      List.of(
          new Field("given_name", FieldKind.GIVEN_NAME),
          new Field("surname", FieldKind.SURNAME),
          new Field("birth_date", FieldKind.BIRTH_DATE),
          new Field("street", FieldKind.STREET),
          new Field("city", FieldKind.CITY),
          new Field("email", FieldKind.EMAIL),
          new Field("phone", FieldKind.PHONE));
  static final List<String> SOURCES = List.of("crm", "shop");

  private static final int GIVEN = 0;
  private static final int SURNAME = 1;
  private static final int BIRTH_DATE = 2;
  private static final int STREET = 3;
  private static final int EMAIL = 5;
  private static final int PHONE = 6;
  private static final String[] STARTS =
      """
      ba be bi bo da de do fa fe ga go ha he jo ka ke ki la le li lo ma me mi mo
      na ne pa pe ra re ri ro sa se so ta te ti to va vi wa wi za zo
      """
          .split("\\s+");
  private static final String[] ENDS =
      "ck der din ger hard ker lan ler lin man mer na nard ner nik rich rik sen ster ton ver win"
          .split(" ");

  /** A record: its source, its values as they were written, and whose it is. */
  record Written(String key, String source, String[] values, String entity) {}

  private final Random random;
  private final List<String> givenNames = new ArrayList<>();
  private final List<String> surnames = new ArrayList<>();
  private final List<Written> records = new ArrayList<>();

  private People(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 120; i++) {
      givenNames.add(name());
      surnames.add(name());
    }
  }

  /**
   * About 2.4 records of each of so many people.
   *
   * @param perSource the most records of a person in one source
   */
  static List<Written> of(long seed, int people, int perSource) {
    People made = new People(seed);
    int person = 0;
    while (person < people) {
      int size = 1 + made.random.nextInt(3);
      String surname = made.any(made.surnames);
      String street = made.name() + " street " + (1 + made.random.nextInt(90));
      String city = made.any(made.surnames.subList(0, 25)) + "ville";
      String phone = "0170" + (1_000_000 + made.random.nextInt(9_000_000));
      for (int i = 0; i < size && person < people; i++) {
        made.person("p" + person++, surname, street, city, phone, perSource);
      }
    }
    return List.copyOf(made.records);
  }

  private void person(
      String entity, String surname, String street, String city, String phone, int perSource) {
    String given = any(givenNames);
    String born =
        String.format(
            "%d-%02d-%02d",
            1930 + random.nextInt(75), 1 + random.nextInt(12), 1 + random.nextInt(28));
    String mail = given + "." + surname + random.nextInt(1_000) + "@mail.example";
    String[] values = {given, surname, born, street, city, mail, phone};
    int[] dice = {1, 2, 2, 2, 3, 3, 4};
    int count = Math.min(dice[random.nextInt(dice.length)], perSource * SOURCES.size());
    for (int i = 0; i < count; i++) {
      String source = SOURCES.get(i % SOURCES.size());
      records.add(new Written(source + ":" + entity + "-" + i, source, written(values), entity));
    }
  }

  /** With missing values, typing errors and swapped names. */
  private String[] written(String[] values) {
    String[] copy = values.clone();
    for (int f = 0; f < copy.length; f++) {
      int dice = random.nextInt(100);
      boolean isName = f == GIVEN || f == SURNAME;
      if (dice < (isName ? 2 : 12)) {
        copy[f] = null;
      } else if (dice > 90) {
        copy[f] = mistyped(copy[f]);
      }
    }
    if (random.nextInt(100) < 4) {
      String given = copy[GIVEN];
      copy[GIVEN] = copy[SURNAME];
      copy[SURNAME] = given;
    }
    if (copy[GIVEN] != null && random.nextInt(100) < 4) {
      copy[GIVEN] = copy[GIVEN].substring(0, 1);
    }
    if (copy[BIRTH_DATE] != null && random.nextInt(100) < 3) {
      copy[BIRTH_DATE] = copy[BIRTH_DATE].substring(0, 4) + "-01-01";
    }
    if (copy[STREET] != null && random.nextInt(100) < 5) {
      copy[STREET] = name() + " street " + random.nextInt(90);
    }
    if (copy[EMAIL] != null && random.nextInt(100) < 10) {
      copy[EMAIL] = name() + random.nextInt(1_000) + "@mail.example";
    }
    if (copy[PHONE] != null && random.nextInt(100) < 10) {
      copy[PHONE] = "0171" + (1_000_000 + random.nextInt(9_000_000));
    }
    return copy;
  }

  private String mistyped(String text) {
    int at = random.nextInt(text.length() - 1);
    boolean isDigit = Character.isDigit(text.charAt(at));
    char other = (char) (isDigit ? '0' + random.nextInt(10) : 'a' + random.nextInt(26));
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at) + other + text.substring(at + 1);
      case 1 -> text.substring(0, at) + text.substring(at + 1);
      default ->
          text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
    };
  }

  private String name() {
    return STARTS[random.nextInt(STARTS.length)]
        + STARTS[random.nextInt(STARTS.length)]
        + ENDS[random.nextInt(ENDS.length)];
  }

  private String any(List<String> texts) {
    // the first are the most frequent, as names are
    return texts.get((int) (texts.size() * random.nextDouble() * random.nextDouble()));
  }

  /** As the matcher takes them. */
  static Dataset<Row> rows(SparkSession spark, List<Written> records, int partitions) {
    StructType schema =
        new StructType()
            .add("record_key", DataTypes.StringType)
            .add("source", DataTypes.StringType);
    for (Field field : FIELDS) {
      schema = schema.add(field.name(), DataTypes.createArrayType(DataTypes.StringType));
    }
    List<Row> rows = new ArrayList<>();
    for (Written record : records) {
      Object[] cells = new Object[FIELDS.size() + 2];
      cells[0] = record.key();
      cells[1] = record.source();
      for (int f = 0; f < FIELDS.size(); f++) {
        // missing in each of the ways in which it may be
        cells[f + 2] =
            record.values()[f] != null
                ? new String[] {record.values()[f]}
                : f % 3 == 0 ? null : f % 3 == 1 ? new String[0] : new String[] {null};
      }
      rows.add(RowFactory.create(cells));
    }
    return spark.createDataFrame(rows, schema).repartition(partitions);
  }

  static List<Written> shuffled(List<Written> records, long seed) {
    List<Written> copy = new ArrayList<>(records);
    Collections.shuffle(copy, new Random(seed));
    return copy;
  }

  static Map<String, String> truth(List<Written> records) {
    Map<String, String> truth = new TreeMap<>();
    records.forEach(record -> truth.put(record.key(), record.entity()));
    return truth;
  }
}
