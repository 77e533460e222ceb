package io.journeyhouse.jobs.matching;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Groups of records beside other groups of the same records: clusters beside entities, or entities
 * beside clusters.
 *
 * @param largest the records of the largest group
 * @param pairs of records of one group
 * @param commonPairs of them those that are in one of the other groups as well
 * @param share for each record the share of its group that is in its other group, in sum
 */
record Overlap(long records, long groups, long largest, long pairs, long commonPairs, double share)
    implements Serializable {
  static final Overlap NONE = new Overlap(0, 0, 0, 0, 0, 0);

  /**
   * A record: its cluster at each place, of which the last stands for all that follow, and entity.
   */
  private record Placed(long[] clusters, long entity) {
    long cluster(int place) {
      return clusters[Math.min(place, clusters.length - 1)];
    }

    boolean moves(int place) {
      return place < clusters.length && clusters[place] != clusters[place - 1];
    }
  }

  /**
   * Counted at each place; nothing pair-sized is made.
   *
   * @param records {@code clusters, entity}: numbers that name them; a cluster is within one of the
   *     next place
   * @param ofClusters whether the groups are the clusters, or the entities
   */
  static Overlap[] of(Dataset<Row> records, boolean ofClusters, int places) {
    Column group = ofClusters ? element_at(col("clusters"), -1) : col("entity");
    return records
        .select(group.as("group"), col("clusters"), col("entity"))
        .repartition(col("group"))
        .sortWithinPartitions("group")
        .javaRDD()
        .mapPartitions(rows -> List.<Overlap[]>of(of(rows, ofClusters, places)).iterator())
        .fold(none(places), Overlap::sum);
  }

  private static Overlap[] of(Iterator<Row> rows, boolean ofClusters, int places) {
    Overlap[] sums = none(places);
    List<Placed> group = new ArrayList<>();
    long last = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.getLong(0) != last) {
        add(sums, group, ofClusters);
        last = row.getLong(0);
      }
      group.add(
          new Placed(
              row.<Long>getList(1).stream().mapToLong(Long::longValue).toArray(), row.getLong(2)));
    }
    add(sums, group, ofClusters);
    return sums;
  }

  /** Adds records, which are all of their groups at each place, and forgets them. */
  private static void add(Overlap[] sums, List<Placed> records, boolean ofClusters) {
    Overlap here = NONE;
    for (int place = 0; place < sums.length; place++) {
      int at = place;
      if (at == 0 || records.stream().anyMatch(record -> record.moves(at))) {
        here =
            records.stream()
                .collect(
                    groupingBy(
                        record -> ofClusters ? record.cluster(at) : record.entity(),
                        groupingBy(
                            record -> ofClusters ? record.entity() : record.cluster(at),
                            counting())))
                .values()
                .stream()
                .map(Overlap::ofGroup)
                .reduce(NONE, Overlap::plus);
      }
      sums[place] = sums[place].plus(here);
    }
    records.clear();
  }

  private static Overlap ofGroup(Map<Long, Long> sizes) {
    long size = sizes.values().stream().mapToLong(Long::longValue).sum();
    return new Overlap(
        size,
        1,
        size,
        pairs(size),
        sizes.values().stream().mapToLong(Overlap::pairs).sum(),
        sizes.values().stream().mapToDouble(n -> n * n / (double) size).sum());
  }

  private static long pairs(long size) {
    return size * (size - 1) / 2;
  }

  private static Overlap[] none(int places) {
    return Stream.generate(() -> NONE).limit(places).toArray(Overlap[]::new);
  }

  private static Overlap[] sum(Overlap[] left, Overlap[] right) {
    Overlap[] sums = new Overlap[left.length];
    Arrays.setAll(sums, place -> left[place].plus(right[place]));
    return sums;
  }

  private Overlap plus(Overlap other) {
    return new Overlap(
        records + other.records,
        groups + other.groups,
        Math.max(largest, other.largest),
        pairs + other.pairs,
        commonPairs + other.commonPairs,
        share + other.share);
  }
}
