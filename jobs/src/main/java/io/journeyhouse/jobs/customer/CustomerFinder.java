package io.journeyhouse.jobs.customer;

import static org.apache.spark.sql.functions.col;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.Lake;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** Who is meant: customers are asked for by any id that they have or had, or by a record. */
final class CustomerFinder {
  private static final String ALIAS = "gold.customer_alias";
  private static final String LINK = "gold.customer_record_link";

  private final Lake lake;
  private final Contracts contracts;

  CustomerFinder(Lake lake, Contracts contracts) {
    this.lake = lake;
    this.contracts = contracts;
  }

  Meant find(String asked) {
    if (asked.contains(":")) {
      return ofRecord(asked);
    }
    if (!asked.startsWith("c_") && !asked.startsWith("a_")) {
      throw unknown("'" + asked + "' is no id of a customer, an anonymous profile or a record");
    }
    Optional<Row> alias = first(ALIAS, col("old_id").equalTo(asked).and(col("valid_to").isNull()));
    if (alias.isPresent()) {
      String now = alias.get().getAs("customer_id");
      boolean isMerged = alias.get().<String>getAs("reason").equals("merged");
      String how = isMerged ? " was merged into " : " became known as ";
      return new Meant(now, Optional.of(asked + how + now));
    }
    if (asked.startsWith("c_") && first(LINK, has(asked).and(col("is_current"))).isEmpty()) {
      throw first(LINK, has(asked)).isPresent()
          ? unknown(asked + " is no customer any more: none of its records is left")
          : unknown("there is no customer " + asked);
    }
    return new Meant(asked, Optional.empty());
  }

  private Meant ofRecord(String key) {
    Column isRecord = col("record_key").equalTo(key);
    return first(LINK, isRecord.and(col("is_current")))
        .map(link -> link.<String>getAs("customer_id"))
        .map(id -> new Meant(id, Optional.of(key + " is a record of " + id)))
        .orElseThrow(
            () ->
                first(LINK, isRecord).isPresent()
                    ? unknown(key + " is no record of anybody any more: it was deleted")
                    : unknown("there is no record " + key));
  }

  static JourneyhouseException unknown(String problem) {
    return Errors.of(
        ErrorCode.USAGE,
        problem,
        "write a customer (c_...), an anonymous profile (a_...) or a record (source:id, as in"
            + " crm:17); `journeyhouse sql` finds them in gold.customer_record_link");
  }

  private static Column has(String id) {
    return col("customer_id").equalTo(id);
  }

  private Optional<Row> first(String table, Column condition) {
    List<Row> found =
        lake.rows(contracts.get(TableName.of(table))).where(condition).limit(1).collectAsList();
    return found.stream().findFirst();
  }
}
