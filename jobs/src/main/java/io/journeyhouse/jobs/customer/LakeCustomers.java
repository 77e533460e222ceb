package io.journeyhouse.jobs.customer;

import static org.apache.spark.sql.functions.col;

import io.journeyhouse.common.contract.Column;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.text.Masked;
import io.journeyhouse.jobs.customer.Timeline.Entry;
import io.journeyhouse.jobs.customer.Timeline.Identifier;
import io.journeyhouse.jobs.person.IdentifierType;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.MapType;

/** What is known of one customer of a lake, personal data masked. */
public final class LakeCustomers {
  private static final String CUSTOMER = "gold.dim_customer";
  private static final String LINK = "gold.customer_record_link";
  private static final String BRIDGE = "gold.bdg_customer_identifier";
  private static final String RECORDS = "silver.customer_records";
  private static final String RECORD = "record";
  private static final Set<String> OF_VERSION =
      Set.of("customer_id", "valid_from", "valid_to", "is_current");

  private final Lake lake;
  private final Contracts contracts;

  public LakeCustomers(Lake lake, Contracts contracts) {
    this.lake = lake;
    this.contracts = contracts;
  }

  /**
   * Whom an id means.
   *
   * @param asked a customer or anonymous profile, retired ones too, or a record as source:id
   */
  public Meant find(String asked) {
    return new CustomerFinder(lake, contracts).find(asked);
  }

  /**
   * What is known of somebody.
   *
   * @param from the time of the first entry
   * @param until exclusive time of the last
   * @param limit the most entries, the latest of all
   * @param isClear whether personal data is shown as it is
   */
  public Timeline timeline(
      Meant who, Optional<Instant> from, Optional<Instant> until, int limit, boolean isClear) {
    Masking masking = new Masking(isClear);
    List<Row> links =
        rows(LINK)
            .where(col("customer_id").equalTo(who.id()).and(col("is_current")))
            .orderBy("record_key")
            .collectAsList();
    List<Row> named =
        rows(BRIDGE)
            .where(
                col("customer_id")
                    .equalTo(who.id())
                    .or(col("identifier_value_hash").isin(stated(links))))
            .orderBy("identifier_type", "identifier_value_hash")
            .collectAsList();
    Object[] hashes =
        named.stream()
            .filter(row -> !row.<Boolean>getAs("is_shared"))
            .map(row -> row.<String>getAs("identifier_value_hash"))
            .toArray();
    HeldRows all = HeldRows.of(new Entries(lake, contracts, who).all(hashes));
    if (all.count() == 0 && !who.isCustomer()) {
      throw CustomerFinder.unknown("nothing is known of the anonymous profile " + who.id());
    }
    Dataset<Row> asked = all.rows();
    if (from.isPresent()) {
      asked = asked.where(col("at").geq(Timestamp.from(from.get())));
    }
    if (until.isPresent()) {
      asked = asked.where(col("at").lt(Timestamp.from(until.get())));
    }
    List<String> keys = links.stream().map(row -> row.<String>getAs("record_key")).toList();
    return new Timeline(
        who.id(),
        fields(who, masking),
        keys,
        identifiers(named, addresses(keys), masking),
        latest(asked, limit, masking),
        Math.max(0, asked.count() - limit));
  }

  /** The hashes of what records state. */
  private static Object[] stated(List<Row> links) {
    Set<String> hashes = new TreeSet<>();
    for (Row link : links) {
      for (Row each : link.<Row>getList(link.fieldIndex("identifiers"))) {
        String type = each.getString(0);
        hashes.add(
            IdentifierType.isDirect(type)
                ? each.getString(1)
                : Hashes.sha256(type + ":" + each.getString(1)));
      }
    }
    return hashes.toArray();
  }

  /** The addresses of records by their hash. */
  private Map<String, String> addresses(List<String> keys) {
    Map<String, String> known = new HashMap<>();
    for (Row row :
        rows(RECORDS)
            .where(col("record_key").isin(keys.toArray()))
            .select("emails", "phones")
            .collectAsList()) {
      row.<String>getList(0).forEach(email -> known.put(Hashes.sha256("email:" + email), email));
      row.<String>getList(1).forEach(phone -> known.put(Hashes.sha256("phone:" + phone), phone));
    }
    return known;
  }

  private List<Identifier> identifiers(
      List<Row> named, Map<String, String> addresses, Masking masking) {
    List<Identifier> identifiers = new ArrayList<>();
    for (Row row : named) {
      String type = row.getAs("identifier_type");
      String value = row.getAs("identifier_value");
      String address = addresses.get(row.<String>getAs("identifier_value_hash"));
      if (!type.equals(RECORD)) {
        Object shown =
            value != null
                ? masking.shown(contract(BRIDGE), "identifier_value", value)
                : address != null
                    ? masking.shown(contract(RECORDS), "emails", address)
                    : Masked.all();
        identifiers.add(new Identifier(type, shown.toString(), row.<Boolean>getAs("is_shared")));
      }
    }
    return identifiers;
  }

  private Map<String, Object> fields(Meant who, Masking masking) {
    Map<String, Object> fields = new LinkedHashMap<>();
    List<Row> current =
        rows(CUSTOMER)
            .where(col("customer_id").equalTo(who.id()).and(col("is_current")))
            .collectAsList();
    for (Row row : current) {
      for (Column column : contract(CUSTOMER).columns()) {
        int at = row.fieldIndex(column.name());
        boolean isShown =
            !OF_VERSION.contains(column.name()) && !(column.type() instanceof MapType);
        if (isShown && !row.isNullAt(at)) {
          boolean isList = row.get(at) instanceof scala.collection.Seq;
          Object value = isList ? row.getList(at) : row.get(at);
          fields.put(column.name(), masking.shown(contract(CUSTOMER), column.name(), value));
        }
      }
    }
    return fields;
  }

  private List<Entry> latest(Dataset<Row> rows, int limit, Masking masking) {
    List<Entry> entries = new ArrayList<>();
    for (Row row :
        rows.orderBy(col("at").desc(), col("kind").desc(), col("id").desc())
            .limit(limit)
            .collectAsList()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      TableContract contract = contracts.get(Kind.of(row.getString(1)).table());
      for (Row field : row.<Row>getList(3)) {
        String name = field.getString(0);
        fields.put(name, masking.shown(contract, name, field.getString(1)));
      }
      Instant at = ((Timestamp) row.get(0)).toInstant();
      entries.add(new Entry(at, row.getString(1), row.getString(2), fields));
    }
    Collections.reverse(entries);
    return entries;
  }

  private TableContract contract(String table) {
    return contracts.get(TableName.of(table));
  }

  private Dataset<Row> rows(String table) {
    return lake.rows(contract(table));
  }
}
