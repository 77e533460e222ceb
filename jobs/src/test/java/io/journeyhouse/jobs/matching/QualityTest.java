package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.journeyhouse.common.SharedSpark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class QualityTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("cluster_ids", DataTypes.createArrayType(DataTypes.StringType))
          .add("entity", DataTypes.StringType);
  private static final StructType ONE =
      new StructType().add("cluster_id", DataTypes.StringType).add("entity", DataTypes.StringType);

  /** A record's cluster and its person. */
  private record Placed(String cluster, String entity) {}

  @Test
  void figures_are_those_of_counting_pair_by_pair(SparkSession spark) {
    Random random = new Random(1);
    int places = 7;
    List<List<Placed>> clusterings =
        Stream.<List<Placed>>generate(ArrayList::new).limit(places).toList();
    List<Row> rows = new ArrayList<>();
    for (int record = 0; record < 200; record++) {
      int name = random.nextInt(64);
      String entity = "p" + random.nextInt(40);
      List<String> clusters = new ArrayList<>();
      for (int place = 0; place < places; place++) {
        // a third of the clusters grow no more after the third place
        clusters.add(name % 3 == 0 ? "own" + (name >> Math.min(place, 2)) : "c" + (name >> place));
        clusterings.get(place).add(new Placed(clusters.get(place), entity));
      }
      rows.add(RowFactory.create((Object) settled(clusters), entity));
    }
    List<Quality> found = Quality.of(spark.createDataFrame(rows, SCHEMA), places);
    for (int place = 0; place < places; place++) {
      isThatOf(clusterings.get(place), found.get(place));
    }
  }

  @Test
  void figures_of_one_clustering_are_right_where_all_are_together_or_apart(SparkSession spark) {
    for (List<Placed> records :
        List.of(
            Stream.iterate(0, i -> i + 1).limit(9).map(i -> same("x" + i)).toList(),
            Stream.generate(() -> same("x")).limit(9).toList())) {
      List<Row> rows =
          records.stream().map(r -> RowFactory.create(r.cluster(), r.entity())).toList();
      isThatOf(records, Quality.of(spark.createDataFrame(rows, ONE)));
    }
  }

  @Test
  void no_records_have_no_faults(SparkSession spark) {
    assertThat(Quality.of(spark.createDataFrame(List.of(), ONE))).isEqualTo(Quality.NOTHING);
  }

  @Test
  void none_found_is_precise_and_none_to_find_is_complete() {
    Quality alone = new Quality(2, 2, 2, 1, 0, 0, 0, 1, 1);
    assertThat(List.of(alone.precision(), alone.recall(), alone.f1())).containsOnly(1.0);
    Quality wrong = new Quality(2, 2, 1, 2, 0, 1, 0, .5, 1);
    assertThat(wrong.precision()).isZero();
    assertThat(wrong.f1()).isZero();
    assertThat(wrong.bCubedF1()).isEqualTo(2 / 3.0, within(1e-9));
  }

  private static void isThatOf(List<Placed> records, Quality quality) {
    long truePairs = 0;
    long foundPairs = 0;
    long correctPairs = 0;
    double precision = 0;
    double recall = 0;
    long largest = 0;
    for (Placed one : records) {
      int inCluster = 0;
      int ofEntity = 0;
      int both = 0;
      for (Placed other : records) {
        boolean cluster = one.cluster().equals(other.cluster());
        boolean entity = one.entity().equals(other.entity());
        inCluster += cluster ? 1 : 0;
        ofEntity += entity ? 1 : 0;
        both += cluster && entity ? 1 : 0;
      }
      // each pair is seen from both sides, and each record sees itself
      foundPairs += inCluster - 1;
      truePairs += ofEntity - 1;
      correctPairs += both - 1;
      precision += both / (double) inCluster;
      recall += both / (double) ofEntity;
      largest = Math.max(largest, inCluster);
    }
    assertThat(quality.records()).isEqualTo(records.size());
    assertThat(quality.clusters())
        .isEqualTo(new HashSet<>(records.stream().map(Placed::cluster).toList()).size());
    assertThat(quality.entities())
        .isEqualTo(new HashSet<>(records.stream().map(Placed::entity).toList()).size());
    assertThat(quality.largestCluster()).isEqualTo(largest);
    assertThat(quality.truePairs()).isEqualTo(truePairs / 2);
    assertThat(quality.foundPairs()).isEqualTo(foundPairs / 2);
    assertThat(quality.correctPairs()).isEqualTo(correctPairs / 2);
    assertThat(quality.bCubedPrecision()).isEqualTo(precision / records.size(), within(1e-9));
    assertThat(quality.bCubedRecall()).isEqualTo(recall / records.size(), within(1e-9));
    if (foundPairs > 0 && truePairs > 0) {
      double p = correctPairs / (double) foundPairs;
      double r = correctPairs / (double) truePairs;
      assertThat(quality.f1()).isEqualTo(p + r == 0 ? 0 : 2 * p * r / (p + r), within(1e-9));
    }
  }

  private static String[] settled(List<String> clusters) {
    int size = clusters.size();
    while (size > 1 && clusters.get(size - 1).equals(clusters.get(size - 2))) {
      size--;
    }
    return clusters.subList(0, size).toArray(String[]::new);
  }

  private static Placed same(String name) {
    return new Placed(name, name);
  }
}
