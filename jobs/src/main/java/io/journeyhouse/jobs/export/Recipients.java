package io.journeyhouse.jobs.export;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.person.Permissions;
import io.journeyhouse.jobs.person.Stitching;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import io.journeyhouse.jobs.workspace.AudienceConfig.Channel;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * The members of audiences at the end of a window: who of them goes into the file, with what, and
 * why the others do not. What nobody allowed is refused.
 *
 * <p>Values that a spreadsheet would run as a formula do not get into a file, and none is changed
 * to be harmless, since what imports the file would take the change for a part of the value: an
 * address that does not look like one holds its member back, a name that could be a formula is left
 * empty.
 */
final class Recipients {
  static final String HELD_BACK = "held_back";
  static final String ADDRESS = "address";
  static final String BLANKED = "blanked";

  private static final String EMAIL =
      "^[\\p{L}\\p{N}_][^\\s\\p{Cc}\"',;:<>()\\[\\]\\\\@]*@[\\p{L}\\p{N}][\\p{L}\\p{N}.-]*\\z";
  private static final String PHONE = "^\\+[1-9][0-9]{6,14}\\z";
  private static final String NAME = "^['\u2019]?[\\p{L}\\p{M}\\p{N}][^\\p{Cc}\\p{Zl}\\p{Zp}]*\\z";

  private Recipients() {}

  /**
   * Rows {@code audience, customer_id, address, given_name, family_name, entered_at, held_back,
   * blanked}; {@code held_back} is null for who goes into the file.
   */
  static Dataset<Row> of(
      List<AudienceConfig> audiences, Function<String, Dataset<Row>> tables, DateWindow window) {
    Dataset<Row> members =
        tables
            .apply("audience.segment_membership")
            .where(holds(window, "entered_at", "left_at"))
            .where(col("audience").isin(audiences.stream().map(AudienceConfig::name).toArray()))
            .select("audience", "customer_id", "entered_at");
    Dataset<Row> persons =
        tables
            .apply("gold.dim_customer")
            .where(holds(window, "valid_from", "valid_to"))
            .select("customer_id", "given_name", "family_name", "email", "phone");
    HeldRows addressed =
        HeldRows.of(
            members
                .join(persons, new String[] {"customer_id"}, "left")
                .select(
                    col("audience"),
                    col("customer_id"),
                    col("entered_at"),
                    col("given_name"),
                    col("family_name"),
                    of(audiences, a -> col(a.channel().address())).as(ADDRESS),
                    of(audiences, Recipients::isSafe).as("safe"),
                    of(audiences, a -> lit(a.channel().address())).as("address_type"),
                    of(audiences, a -> lit(Asked.of(a))).as(Permissions.PERMISSION)));
    Dataset<Row> asked = addressed.rows().withColumn(Permissions.ABOUT, concerned());
    // who is held back anyway competes with nobody for an address
    Column mailbox = coalesce(when(reason().isNull(), col(ADDRESS)), col("customer_id"));
    Column place =
        row_number().over(Window.partitionBy(col("audience"), mailbox).orderBy("customer_id"));
    Dataset<Row> permissions =
        Permissions.of(
            Permissions.statements(tables, window)
                .withColumn("permissions", Asked.concerned(audiences)),
            asked.select(Permissions.ABOUT),
            tables.apply("gold.bdg_customer_identifier"));
    return answered(asked, permissions)
        .select(
            col("audience"),
            col("customer_id"),
            col(ADDRESS),
            safeName("given_name"),
            safeName("family_name"),
            col("entered_at"),
            coalesce(reason(), when(place.gt(1), HeldBack.SAME_ADDRESS.word())).as(HELD_BACK),
            unsafeName("given_name").or(unsafeName("family_name")).as(BLANKED));
  }

  /** Adds whether a grant of the member stands, and whether a refusal by him or of the address. */
  private static Dataset<Row> answered(Dataset<Row> asked, Dataset<Row> permissions) {
    Column own = col(Permissions.ABOUT).equalTo(col("customer_id"));
    Column[] member =
        Stream.of(asked.columns())
            .filter(name -> !name.equals(Permissions.ABOUT))
            .map(functions::col)
            .toArray(Column[]::new);
    return asked
        .join(permissions, new String[] {Permissions.PERMISSION, Permissions.ABOUT}, "left")
        .groupBy(member)
        .agg(
            coalesce(max(own.and(col("granted"))), lit(false)).as("granted"),
            coalesce(max("refused"), lit(false)).as("refused"));
  }

  /** Whom or what a statement may be about that concerns a member: himself and his address. */
  private static Column concerned() {
    Column address = Stitching.hash(col("address_type"), col(ADDRESS));
    return explode(array_compact(array(col("customer_id"), address)));
  }

  private static Column reason() {
    return when(col("refused"), HeldBack.REFUSED.word())
        .when(not(col("granted")), HeldBack.NO_CONSENT.word())
        .when(col(ADDRESS).isNull(), HeldBack.NO_ADDRESS.word())
        .when(not(col("safe")), HeldBack.UNSAFE_ADDRESS.word());
  }

  private static Column isSafe(AudienceConfig audience) {
    return col(audience.channel().address())
        .rlike(audience.channel() == Channel.EMAIL ? EMAIL : PHONE);
  }

  private static Column unsafeName(String name) {
    return coalesce(not(col(name).rlike(NAME)), lit(false));
  }

  private static Column safeName(String name) {
    return when(not(unsafeName(name)), col(name)).as(name);
  }

  private static Column holds(DateWindow window, String from, String to) {
    return col(from).leq(window.end()).and(col(to).isNull().or(col(to).gt(window.end())));
  }

  /** A value that depends on the row's audience. */
  private static Column of(List<AudienceConfig> audiences, Function<AudienceConfig, Column> value) {
    Column chosen = lit(null);
    for (AudienceConfig audience : audiences) {
      chosen =
          when(col("audience").equalTo(audience.name()), value.apply(audience)).otherwise(chosen);
    }
    return chosen;
  }
}
