package io.journeyhouse.jobs.matching;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple3;

/** Compares the records of each block, each two only in the first block that holds both. */
final class BlockScoring implements Iterator<Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("left", DataTypes.LongType, false)
          .add("right", DataTypes.LongType, false)
          .add("bits", DataTypes.FloatType, false)
          .add("pattern", DataTypes.LongType, false)
          .add("key", DataTypes.IntegerType, false);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Iterator<Tuple3<Long, Long, byte[]>> entries;
  private final Model model;
  private final MatchSettings settings;
  private final Scorer scorer;
  private final List<BlockEntry> members = new ArrayList<>();
  private final Deque<Row> found = new ArrayDeque<>();
  private final PairCounts counts;
  private final Changed changed;
  private final long[] compared;
  private final long startedAt = THREADS.getCurrentThreadCpuTime();
  private boolean isCounted;
  private long block;

  /**
   * @param entries block, record and {@link BlockEntry}, sorted by block and record
   * @param changed of the others no two are compared
   * @param counts told how many pairs were compared once all are
   */
  BlockScoring(
      Iterator<Tuple3<Long, Long, byte[]>> entries,
      Model model,
      MatchSettings settings,
      Changed changed,
      PairCounts counts) {
    this.counts = counts;
    this.changed = changed;
    compared = new long[counts.value().length];
    this.entries = entries;
    this.model = model;
    this.settings = settings;
    scorer = new Scorer(model);
  }

  @Override
  public boolean hasNext() {
    while (found.isEmpty() && entries.hasNext()) {
      Tuple3<Long, Long, byte[]> entry = entries.next();
      if (entry._1() != block) {
        compare();
        block = entry._1();
      }
      members.add(BlockEntry.decode(entry._2(), entry._3(), model.fields().size()));
    }
    if (found.isEmpty() && !entries.hasNext()) {
      compare();
      count();
    }
    return !found.isEmpty();
  }

  @Override
  public Row next() {
    return found.removeFirst();
  }

  private void count() {
    if (!isCounted) {
      isCounted = true;
      compared[compared.length - 1] = THREADS.getCurrentThreadCpuTime() - startedAt;
      counts.add(compared);
    }
  }

  private void compare() {
    BitSet news = new BitSet();
    for (int i = 0; i < members.size(); i++) {
      news.set(i, changed.contains(members.get(i).id()));
    }
    for (int i = 0; i < members.size() && !news.isEmpty(); i++) {
      BlockEntry left = members.get(i);
      for (int j = i + 1; j < members.size(); j++) {
        BlockEntry right = members.get(j);
        boolean isNew = news.get(i) || news.get(j);
        if (isNew && !left.metBefore(block, right) && isWanted(left, right)) {
          compare(left, right);
        }
      }
    }
    members.clear();
  }

  private boolean isWanted(BlockEntry left, BlockEntry right) {
    return !settings.linkOnly() || left.features().source() != right.features().source();
  }

  private void compare(BlockEntry left, BlockEntry right) {
    compared[KeyHasher.key(block)]++;
    long pattern = scorer.patterns().of(left.features(), right.features());
    if (scorer.mostBits(pattern, left.features(), right.features())
        < settings.cutting().looseBits()) {
      return;
    }
    double bits = scorer.bits(pattern, left.features(), right.features());
    if (bits >= settings.cutting().looseBits()) {
      found.add(
          RowFactory.create(left.id(), right.id(), (float) bits, pattern, KeyHasher.key(block)));
    }
  }
}
