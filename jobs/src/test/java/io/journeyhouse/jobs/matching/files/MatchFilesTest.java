package io.journeyhouse.jobs.matching.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.jobs.matching.Field;
import io.journeyhouse.jobs.matching.FieldKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
class MatchFilesTest {
  private static final String MAP =
      """
      sources:
        - name: crm
          files: "crm*.csv"
          id: customer no
          truth: {column: note, pattern: "^person (\\\\d+)"}
          columns:
            first name: given_name
            last name: surname
            street: street
            house no: street
            likes: {field: likes, kind: set, separator: "|"}
            colour: {field: colour}
        - name: shop
          files: "*.parquet"
          id: id
          columns:
            name: full_name
            mail: email
      """;
  private static final String CRM =
      """
       customer no ,first name, last name ,street,house no,likes,colour,note
      1, Ann ,"Lee, the ""second\""","Main
      street",12 b,tea|milk||tea,red,person 17 of 20
      2,,Müller,Long street,,,red,nobody knows
      3,李,  ,,7,tea,blue,
      """;

  private final SparkSession spark;

  @TempDir Path dir;

  MatchFilesTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void files_of_two_sources_are_records_of_the_same_fields() throws IOException {
    Path crm = write("crm-2026.csv", CRM);
    Path shop = parquet();
    MatchFiles files = MatchFiles.read(spark, map(MAP), List.of(crm, shop), Optional.empty());
    assertThat(files.sources()).containsExactly("crm", "shop");
    assertThat(files.guessed()).containsExactly("colour");
    assertThat(files.hasTruth()).isTrue();
    assertThat(files.fields())
        .containsExactly(
            new Field("given_name", FieldKind.GIVEN_NAME),
            new Field("surname", FieldKind.SURNAME),
            new Field("street", FieldKind.STREET),
            new Field("likes", FieldKind.SET),
            new Field("colour", FieldKind.CATEGORY),
            new Field("email", FieldKind.EMAIL));
    Map<String, Row> rows = byKey(files.rows());
    assertThat(rows.keySet())
        .containsExactly(
            "crm:1", "crm:2", "crm:3", "shop:a", "shop:b", "shop:c", "shop:d", "shop:e");
    assertThat(rows.get("crm:1").<String>getAs("source_id")).isEqualTo("1");
    assertThat(rows.get("crm:1").<String>getAs("source")).isEqualTo("crm");
    assertThat(texts(rows.get("crm:1"), "given_name")).containsExactly("Ann");
    assertThat(texts(rows.get("crm:1"), "surname")).containsExactly("Lee, the \"second\"");
    assertThat(texts(rows.get("crm:1"), "street")).containsExactly("Main\nstreet 12 b");
    assertThat(texts(rows.get("crm:1"), "likes")).containsExactly("tea", "milk", "", "tea");
    assertThat(texts(rows.get("crm:1"), "email")).isEmpty();
    assertThat(texts(rows.get("crm:2"), "given_name")).isEmpty();
    assertThat(texts(rows.get("crm:2"), "surname")).containsExactly("Müller");
    assertThat(texts(rows.get("crm:2"), "street")).containsExactly("Long street");
    assertThat(texts(rows.get("crm:2"), "likes")).isEmpty();
    assertThat(texts(rows.get("crm:3"), "given_name")).containsExactly("李");
    assertThat(texts(rows.get("crm:3"), "surname")).isEmpty();
    assertThat(texts(rows.get("crm:3"), "street")).containsExactly("7");
    assertThat(files.truth().collectAsList())
        .extracting(row -> row.getString(0), row -> row.getString(1))
        .containsExactly(tuple("crm:1", "17"));
    takesNamesApart(rows);
  }

  @Test
  void a_list_and_a_single_value_are_values_of_one_field() throws IOException {
    Path crm = write("crm.csv", "id,one,list\n1,tea,milk|ale\n2,,ale\n3,tea,\n4,,\n");
    for (String columns :
        List.of(
            "{one: {field: likes, kind: set}, list: {field: likes, kind: set, separator: \"|\"}}",
            "{list: {field: likes, kind: set, separator: \"|\"}, one: {field: likes, kind: set}}")) {
      MatchMap map = map("sources: [{name: crm, id: id, columns: " + columns + "}]\n");
      Map<String, Row> rows =
          byKey(MatchFiles.read(spark, map, List.of(crm), Optional.empty()).rows());
      assertThat(texts(rows.get("crm:1"), "likes")).containsExactlyInAnyOrder("tea", "milk", "ale");
      assertThat(texts(rows.get("crm:2"), "likes")).containsExactly("ale");
      assertThat(texts(rows.get("crm:3"), "likes")).containsExactly("tea");
      assertThat(texts(rows.get("crm:4"), "likes")).isEmpty();
    }
  }

  @Test
  void several_e_mails_of_a_record_are_several_values() throws IOException {
    Path crm = write("crm.csv", "id,mails,work,phone\n1,a@x.example;b@x.example,c@x.example,1\n");
    MatchMap map =
        map(
            "sources: [{name: crm, id: id, columns: {mails: {field: email, separator: \";\"},"
                + " work: email, phone: phone}}]\n");
    MatchFiles files = MatchFiles.read(spark, map, List.of(crm), Optional.empty());
    assertThat(files.fields())
        .extracting(Field::kind)
        .containsExactly(FieldKind.EMAIL, FieldKind.PHONE);
    assertThat(texts(byKey(files.rows()).get("crm:1"), "email"))
        .containsExactly("a@x.example", "b@x.example", "c@x.example");
  }

  private static void takesNamesApart(Map<String, Row> rows) {
    assertThat(texts(rows.get("shop:a"), "given_name")).containsExactly("Ann Mary");
    assertThat(texts(rows.get("shop:a"), "surname")).containsExactly("Lee");
    assertThat(texts(rows.get("shop:b"), "given_name")).containsExactly("Ann Mary");
    assertThat(texts(rows.get("shop:b"), "surname")).containsExactly("de la Cruz");
    assertThat(texts(rows.get("shop:c"), "given_name")).isEmpty();
    assertThat(texts(rows.get("shop:c"), "surname")).containsExactly("Madonna");
    assertThat(texts(rows.get("shop:d"), "given_name")).isEmpty();
    assertThat(texts(rows.get("shop:d"), "surname")).isEmpty();
    assertThat(texts(rows.get("shop:d"), "email")).containsExactly("d@x.org");
    assertThat(texts(rows.get("shop:e"), "given_name")).isEmpty();
    assertThat(texts(rows.get("shop:e"), "surname")).containsExactly("Lee");
  }

  @Test
  void a_column_that_the_caller_names_is_the_truth_instead_of_the_maps() throws IOException {
    Path crm = write("crm.csv", CRM);
    MatchFiles files = MatchFiles.read(spark, map(MAP), List.of(crm), Optional.of("colour"));
    assertThat(byKey(files.truth()))
        .allSatisfy((key, row) -> assertThat(row.getString(1)).isIn("red", "blue"))
        .hasSize(3);
    assertThat(files.sources()).containsExactly("crm");
  }

  @Test
  void pairs_in_a_file_name_records_and_whose_they_are() throws IOException {
    Path file = write("truth.csv", "source,source_id,entity\ncrm,1,p\ncrm,2,\nshop, a ,p\n");
    assertThat(MatchFiles.pairsOf(spark, file, "entity").collectAsList())
        .extracting(row -> row.getString(0), row -> row.getString(1))
        .containsExactlyInAnyOrder(tuple("crm:1", "p"), tuple("crm:2", null), tuple("shop:a", "p"));
  }

  @Test
  void a_column_that_is_missing_names_the_nearest() throws IOException {
    Path crm = write("crm.csv", CRM.replace("first name", "first_name"));
    isRefused(MAP, crm, crm + " has no column 'first name', which the map names", "'first_name'?");
    Path other = write("crm2.csv", "customer no,vorname\n1,Ann\n");
    isRefused(
        MAP, other, other + " has no column 'first name'", "its columns are: customer no, vorname");
  }

  @Test
  void ids_that_are_missing_or_there_twice_are_refused_without_telling_them() throws IOException {
    Path crm = write("crm.csv", CRM + "3,Ann,,,,,,\n4711,Ann,,,,,,\n4711,Zoe,,,,,,\n,Ann,,,,,,\n");
    JourneyhouseException error =
        isRefused(MAP, crm, "3 ids of the source crm are missing or name several", "'id'");
    assertThat(error.describe()).doesNotContain("4711");
  }

  @Test
  void a_file_is_of_exactly_one_source() throws IOException {
    Path none = write("people.csv", CRM);
    isRefused(MAP, none, none + " fits no source of the map", "crm*.csv, *.parquet");
    Path crm = write("crm.csv", CRM);
    isRefused(
        MAP.replace("*.parquet", "*.csv"),
        crm,
        crm + " fits more than one source of the map",
        "exactly one source");
  }

  @Test
  void what_cannot_be_read_is_told() throws IOException {
    Path missing = dir.resolve("crm.csv");
    isRefused(MAP, missing, "there is no file " + missing, "correct the path");
    Path broken = write("broken.parquet", "no parquet");
    isRefused(MAP, broken, broken + " is neither CSV with a header nor Parquet", "convert it");
  }

  @Test
  void a_field_has_one_kind_in_all_sources() throws IOException {
    Path crm = write("crm.csv", CRM);
    String two = MAP.replace("mail: email", "mail: {field: likes, kind: code}");
    isRefused(two, crm, "the field likes has two kinds in the map", "the same kind");
  }

  private JourneyhouseException isRefused(String map, Path file, String message, String mend)
      throws IOException {
    MatchMap read = map(map);
    JourneyhouseException error =
        catchThrowableOfType(
            JourneyhouseException.class,
            () -> MatchFiles.read(spark, read, List.of(file), Optional.empty()));
    assertThat(error).isNotNull();
    assertThat(error.getMessage()).startsWith(message);
    assertThat(error.mend()).contains(mend);
    return error;
  }

  private Path parquet() {
    Path file = dir.resolve("shop.parquet");
    spark
        .sql(
            """
            select * from values
              ('a', 'Ann Mary Lee', 'a@x.org'),
              ('b', ' de la Cruz ,  Ann Mary', null),
              ('c', 'Madonna', null),
              ('d', '  ', 'd@x.org'),
              ('e', 'Lee,', ' ')
            as t(id, name, mail)
            """)
        .write()
        .parquet(file.toString());
    return file;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private MatchMap map(String text) throws IOException {
    return MatchMap.read(write("map.yml", text));
  }

  private static List<String> texts(Row row, String field) {
    return row.getList(row.fieldIndex(field));
  }

  private static Map<String, Row> byKey(Dataset<Row> rows) {
    Map<String, Row> byKey = new TreeMap<>();
    rows.collectAsList().forEach(row -> byKey.put(row.getAs("record_key"), row));
    return byKey;
  }
}
