package io.journeyhouse.jobs.journey;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Walks customers through the stages: signals sorted by customer, time and stage, the later stage
 * first, become stays in stages. A signal of a later stage leads on; after a silence the customer
 * has left, and the next signal enters its stage anew.
 */
final class StageWalk implements MapPartitionsFunction<Row, Row> {
  /** A stay, in the columns of the table. */
  static final StructType OUTPUT =
      StructType.fromDDL(
          "customer_id string, stage string, entered_at timestamp, left_at timestamp,"
              + " entered_by string, is_current boolean, matures_at timestamp");

  private final String[] stages;
  private final long silence;
  private final long end;

  /**
   * @param stages names of the stages in order
   * @param silence how long nothing is heard of a customer who has left
   * @param end who was silent until then has left by it
   */
  StageWalk(String[] stages, Duration silence, Instant end) {
    this.stages = stages;
    this.silence = silence.toNanos() / 1000;
    this.end = ChronoUnit.MICROS.between(Instant.EPOCH, end);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> signals) {
    return new Stays(signals);
  }

  private final class Stays implements Iterator<Row> {
    private final Iterator<Row> signals;
    private final ArrayDeque<Row> done = new ArrayDeque<>();
    private @Nullable Row entry;
    private long lastAt;

    Stays(Iterator<Row> signals) {
      this.signals = signals;
    }

    @Override
    public boolean hasNext() {
      while (done.isEmpty() && signals.hasNext()) {
        take(signals.next());
      }
      if (done.isEmpty() && entry != null) {
        leaveBySilence(entry);
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

    private void take(Row signal) {
      Row current = entry;
      if (current != null) {
        boolean same = Objects.equals(current.getString(0), signal.getString(0));
        if (!same || signal.getLong(1) - lastAt >= silence) {
          leaveBySilence(current);
        } else if (signal.getInt(2) > current.getInt(2)) {
          done.add(stay(current, signal.getLong(1), false));
          entry = null;
        }
      }
      if (entry == null) {
        entry = signal;
      }
      lastAt = signal.getLong(1);
    }

    private void leaveBySilence(Row current) {
      done.add(stay(current, lastAt + silence, lastAt + silence > end));
      entry = null;
    }

    private Row stay(Row entered, long until, boolean open) {
      return RowFactory.create(
          entered.getString(0),
          stages[entered.getInt(2)],
          timestamp(entered.getLong(1)),
          open ? null : timestamp(until),
          entered.getString(3),
          open,
          open ? timestamp(until) : null);
    }
  }

  private static Timestamp timestamp(long micros) {
    return Timestamp.from(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
