package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Samples of records that are all in memory. */
final class ListedSamples implements Samples {
  private final List<Features> records;

  ListedSamples(List<Features> records) {
    this.records = records.stream().sorted(Comparator.comparing(Features::key)).toList();
  }

  @Override
  public long[] sizes() {
    long[] sizes = new long[records.stream().mapToInt(Features::source).max().orElse(0) + 1];
    records.forEach(record -> sizes[record.source()]++);
    return sizes;
  }

  @Override
  public List<Features> random(int most) {
    if (records.size() <= most) {
      return records;
    }
    double share = most / (double) records.size();
    return records.stream().filter(record -> Samples.takes(record.key(), share)).toList();
  }

  @Override
  public List<List<Features>> ofBlocks(List<BlockingKey> keys, List<Long> oneIn) {
    List<List<Features>> blocks = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      BlockingKey key = keys.get(i);
      long every = oneIn.get(i);
      blocks.add(records.stream().filter(record -> Samples.takes(record, key, every)).toList());
    }
    return blocks;
  }
}
