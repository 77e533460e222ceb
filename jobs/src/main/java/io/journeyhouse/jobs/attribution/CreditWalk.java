package io.journeyhouse.jobs.attribution;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Walks along customers' touches and conversions, sorted by customer and time, touches before
 * conversions, and credits each conversion to the touches within the lookback that came after the
 * customer's previous conversion of its kind. It holds one customer's touches of one lookback.
 */
final class CreditWalk implements MapPartitionsFunction<Row, Row> {
  /** A touch or a conversion; {@code order} is the order that it is, as source:order_id. */
  private static final StructType INPUT =
      StructType.fromDDL(
          "customer_id string, at bigint, is_conversion boolean, id string, order string,"
              + " channel string, campaign string, kind string, cents bigint, currency string,"
              + " is_wanted boolean");

  static final Column[] INPUT_COLUMNS =
      Arrays.stream(INPUT.fieldNames()).map(functions::col).toArray(Column[]::new);

  /** Credit, in the columns of the table. */
  static final StructType OUTPUT =
      StructType.fromDDL(
          "conversion_id string, customer_id string, converted_at timestamp, touchpoint_id string,"
              + " touched_at timestamp, channel string, campaign string, model string,"
              + " credit double, value decimal(18,2), currency string, is_conserving boolean");

  private static final String NO_TOUCH = "(none)";

  private final long lookback;

  /**
   * @param lookback how long before a conversion a touch still counts, in microseconds
   */
  CreditWalk(long lookback) {
    this.lookback = lookback;
  }

  private record Touch(
      long at,
      @Nullable String id,
      @Nullable String order,
      String channel,
      @Nullable String campaign) {}

  @Override
  public Iterator<Row> call(Iterator<Row> moments) {
    return new Credits(moments);
  }

  private final class Credits implements Iterator<Row> {
    private final Iterator<Row> moments;
    private final ArrayDeque<Row> done = new ArrayDeque<>();
    private final ArrayDeque<Touch> touches = new ArrayDeque<>();
    private final Map<String, Long> previous = new HashMap<>();
    private @Nullable String customer;

    Credits(Iterator<Row> moments) {
      this.moments = moments;
    }

    @Override
    public boolean hasNext() {
      while (done.isEmpty() && moments.hasNext()) {
        take(moments.next());
      }
      return !done.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return done.remove();
    }

    private void take(Row moment) {
      String whose = moment.getString(0);
      if (!Objects.equals(whose, customer)) {
        customer = whose;
        touches.clear();
        previous.clear();
      }
      long at = moment.getLong(1);
      while (!touches.isEmpty() && touches.getFirst().at() < at - lookback) {
        touches.removeFirst();
      }
      if (!moment.getBoolean(2)) {
        touches.add(
            new Touch(
                at,
                moment.getString(3),
                moment.getString(4),
                moment.getString(5),
                moment.getString(6)));
        return;
      }
      Long last = previous.put(moment.getString(7), at);
      if (moment.getBoolean(10)) {
        credit(moment, last == null ? Long.MIN_VALUE : last);
      }
    }

    /** Touches after {@code last} get credit, but for the visit in which the order was placed. */
    private void credit(Row conversion, long last) {
      String order = conversion.getString(4);
      List<Touch> path =
          touches.stream()
              .filter(touch -> touch.at() > last)
              .filter(touch -> touch.order() == null || !touch.order().equals(order))
              .toList();
      if (path.isEmpty()) {
        path = List.of(new Touch(0, null, null, NO_TOUCH, null));
      }
      for (Model model : Model.values()) {
        int from = model.from(path.size());
        int shares = model.to(path.size()) - from;
        for (int i = 0; i < shares; i++) {
          done.add(row(conversion, path.get(from + i), model, shares, i));
        }
      }
    }
  }

  private static Row row(Row conversion, Touch touch, Model model, int shares, int index) {
    return RowFactory.create(
        conversion.getString(3),
        conversion.getString(0),
        timestamp(conversion.getLong(1)),
        touch.id(),
        touch.id() == null ? null : timestamp(touch.at()),
        touch.channel(),
        touch.campaign(),
        model.name(),
        1.0 / shares,
        conversion.isNullAt(8)
            ? null
            : BigDecimal.valueOf(Model.share(conversion.getLong(8), shares, index), 2),
        conversion.getString(9),
        true);
  }

  private static Timestamp timestamp(long micros) {
    return Timestamp.from(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
