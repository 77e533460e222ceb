package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.Lake;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** How ids came about, and what they stood for on a day. */
public final class IdentityHistory {
  private static final int MOST_RECORDS = 1000;

  private final Lake lake;
  private final Contracts contracts;

  /**
   * One change of an id.
   *
   * @param at end of the window whose run found it
   * @param other the customer that records went to or came from
   * @param model version of the model that compared the records
   */
  public record Event(
      Instant at,
      String event,
      @Nullable String other,
      long recordsBefore,
      long records,
      @Nullable Integer model,
      String run) {}

  /**
   * What is known of an id.
   *
   * @param id the customer
   * @param leadsTo where it leads where it was merged away
   * @param events in the order in which they happened
   * @param records the keys of its records at the time asked for, a thousand at most
   */
  public record Known(
      String id, Optional<String> leadsTo, List<Event> events, List<String> records) {}

  public IdentityHistory(Lake lake, Contracts contracts) {
    this.lake = lake;
    this.contracts = contracts;
  }

  /**
   * The history of a customer.
   *
   * @param id its id, or the key of a record, as source:id
   * @param at the time of which records and alias are told; what runs found until then is known
   */
  public Known of(String id, Instant at) {
    Column known = lit(Timestamp.from(at));
    Column holds =
        col("valid_from").leq(known).and(col("valid_to").isNull().or(col("valid_to").gt(known)));
    Dataset<Row> links = read(CustomerRecordLinkJob.OUTPUT).where(holds);
    String customer = id;
    if (id.contains(":")) {
      List<String> owner = texts(links.where(col("record_key").equalTo(id)).select("customer_id"));
      if (owner.isEmpty()) {
        throw Errors.of(
            ErrorCode.USAGE,
            "the record " + id + " was no customer's then",
            "write it as source:id, as in crm:17, or leave out --on");
      }
      customer = owner.get(0);
    }
    List<Event> events =
        read(IdentityEventJob.OUTPUT)
            .where(col("customer_id").equalTo(customer).and(col("window_end").leq(known)))
            .orderBy("window_end", "event")
            .collectAsList()
            .stream()
            .map(IdentityHistory::event)
            .toList();
    List<String> records =
        texts(
            links
                .where(col("customer_id").equalTo(customer))
                .select("record_key")
                .orderBy("record_key")
                .limit(MOST_RECORDS));
    List<String> leadsTo =
        texts(
            read(CustomerAliasJob.OUTPUT)
                .where(holds.and(col("old_id").equalTo(customer)))
                .select("customer_id"));
    if (events.isEmpty() && records.isEmpty() && leadsTo.isEmpty()) {
      throw Errors.of(
          ErrorCode.USAGE,
          "nothing is known of the id " + id + " at that time",
          "a customer's id begins with c_; `journeyhouse sql` finds it in gold.dim_customer");
    }
    return new Known(customer, leadsTo.stream().findFirst(), events, records);
  }

  private static Event event(Row row) {
    return new Event(
        row.<Timestamp>getAs("window_end").toInstant(),
        row.getAs("event"),
        row.getAs("other_id"),
        row.getAs("records_before"),
        row.getAs("records"),
        row.getAs("model_version"),
        row.getAs("run_id"));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return List.copyOf(new TreeSet<>(rows.as(Encoders.STRING()).collectAsList()));
  }

  private Dataset<Row> read(String table) {
    return lake.rows(contracts.get(TableName.of(table)));
  }
}
