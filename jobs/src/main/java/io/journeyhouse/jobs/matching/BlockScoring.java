package io.journeyhouse.jobs.matching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple3;

/**
 * Compares the records of each block, each two only in the first block that holds both. A block
 * above the most is cut into tiles; the pairs that this leaves out are told in a row of its own.
 */
final class BlockScoring implements Iterator<Row> {
  /** An edge, or with {@code dropped} a block of which pairs were left out. */
  static final StructType SCHEMA =
      new StructType()
          .add("left", DataTypes.LongType, false)
          .add("right", DataTypes.LongType, false)
          .add("bits", DataTypes.FloatType, false)
          .add("pattern", DataTypes.LongType, false)
          .add("key", DataTypes.IntegerType, false)
          .add("records", DataTypes.LongType)
          .add("dropped", DataTypes.LongType);

  private final Iterator<Tuple3<Long, Long, byte[]>> entries;
  private final Model model;
  private final MatchSettings settings;
  private final Scorer scorer;
  private final List<BlockEntry> tile = new ArrayList<>();
  private final Deque<Row> found = new ArrayDeque<>();
  private final long[] ofSource;
  private long block;
  private long compared;

  /**
   * @param entries block, record and {@link BlockEntry}, sorted by block and record
   */
  BlockScoring(Iterator<Tuple3<Long, Long, byte[]>> entries, Model model, MatchSettings settings) {
    this.entries = entries;
    this.model = model;
    this.settings = settings;
    scorer = new Scorer(model);
    ofSource = new long[model.sources().size()];
  }

  @Override
  public boolean hasNext() {
    while (found.isEmpty() && entries.hasNext()) {
      Tuple3<Long, Long, byte[]> entry = entries.next();
      if (entry._1() != block) {
        end();
        block = entry._1();
      } else if (tile.size() == settings.block()) {
        compare();
      }
      BlockEntry record = BlockEntry.decode(entry._2(), entry._3(), model.fields().size());
      ofSource[record.features().source()]++;
      tile.add(record);
    }
    if (found.isEmpty() && !entries.hasNext()) {
      end();
    }
    return !found.isEmpty();
  }

  @Override
  public Row next() {
    return found.removeFirst();
  }

  private void end() {
    compare();
    long records = LongStream.of(ofSource).sum();
    long dropped = pairs(ofSource) - compared;
    if (dropped > 0) {
      found.add(RowFactory.create(block, block, 0f, 0L, KeyHasher.key(block), records, dropped));
    }
    Arrays.fill(ofSource, 0);
    compared = 0;
  }

  /** Pairs of so many records of each source, as far as they are wanted. */
  private long pairs(long[] records) {
    long all = LongStream.of(records).sum();
    long pairs = all * (all - 1) / 2;
    return settings.linkOnly()
        ? pairs - LongStream.of(records).map(count -> count * (count - 1) / 2).sum()
        : pairs;
  }

  private void compare() {
    int size = tile.size();
    long[] inTile = new long[ofSource.length];
    tile.forEach(record -> inTile[record.features().source()]++);
    compared += pairs(inTile);
    for (int i = 0; i < size; i++) {
      BlockEntry left = tile.get(i);
      for (int j = i + 1; j < size; j++) {
        BlockEntry right = tile.get(j);
        boolean isWanted =
            !settings.linkOnly() || left.features().source() != right.features().source();
        if (isWanted && !left.metBefore(block, right)) {
          compare(left, right);
        }
      }
    }
    tile.clear();
  }

  private void compare(BlockEntry left, BlockEntry right) {
    long pattern = scorer.patterns().of(left.features(), right.features());
    double bits = scorer.bits(pattern, left.features(), right.features());
    if (bits >= settings.looseBits()) {
      found.add(
          RowFactory.create(
              left.id(), right.id(), (float) bits, pattern, KeyHasher.key(block), null, null));
    }
  }
}
