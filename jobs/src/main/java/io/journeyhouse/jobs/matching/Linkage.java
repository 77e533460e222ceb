package io.journeyhouse.jobs.matching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Cuts each component into clusters, which are named after their smallest record: a record with its
 * cluster at each cut-off, of which the last stands for all that follow. Records that share an
 * exact identifier are put together before all others, unless what is each person's own contradicts
 * it.
 */
final class Linkage implements Iterator<Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("record_key", DataTypes.StringType, false)
          .add("cluster_ids", DataTypes.createArrayType(DataTypes.StringType, false), false)
          .add("is_contradicted", DataTypes.BooleanType, false);

  /** More than all means of other pairs, so that these are put together first. */
  private static final double CERTAIN = 1e6;

  private final Iterator<Tuple2<Long, byte[]>> members;
  private final Model model;
  private final MatchSettings settings;
  private final Scorer scorer;
  private final List<Features> component = new ArrayList<>();
  private final double[] cutOffs;
  private final int arrays;
  private final Deque<Row> found = new ArrayDeque<>();
  private long label;

  /**
   * @param members component and record, sorted by component; a record's values may have one more
   *     array after those of the model's fields: its exact identifiers
   * @param arrays how many arrays of values a record has
   */
  Linkage(
      Iterator<Tuple2<Long, byte[]>> members,
      Model model,
      MatchSettings settings,
      int arrays,
      double[] cutOffs) {
    this.arrays = arrays;
    this.cutOffs = cutOffs;
    this.members = members;
    this.model = model;
    this.settings = settings;
    scorer = new Scorer(model);
  }

  @Override
  public boolean hasNext() {
    while (found.isEmpty() && members.hasNext()) {
      Tuple2<Long, byte[]> member = members.next();
      if (member._1() != label) {
        cut();
        label = member._1();
      }
      component.add(FeatureCodec.decode(member._2(), arrays));
    }
    if (found.isEmpty() && !members.hasNext()) {
      cut();
    }
    return !found.isEmpty();
  }

  @Override
  public Row next() {
    return found.removeFirst();
  }

  private void cut() {
    component.sort(Comparator.comparing(Features::key));
    int size = component.size();
    double[][] bits = new double[size][size];
    boolean[] isContradicted = new boolean[size];
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; j < size; j++) {
        Features left = component.get(i);
        Features right = component.get(j);
        double pair = scorer.bits(left, right);
        bits[i][j] =
            Math.max(settings.cutting().least(), Math.min(settings.cutting().most(), pair));
        if (haveIdentifierInCommon(left, right)) {
          if (scorer.ownBits(left, right) < settings.cutting().contradiction()) {
            isContradicted[i] = true;
            isContradicted[j] = true;
          } else {
            bits[i][j] = CERTAIN;
          }
        }
        bits[j][i] = bits[i][j];
      }
    }
    int[][] clusters = AverageLinkage.clusters(bits, cutOffs);
    for (int i = 0; i < size; i++) {
      int settled = cutOffs.length;
      while (settled > 1 && clusters[settled - 1][i] == clusters[settled - 2][i]) {
        settled--;
      }
      String[] names = new String[settled];
      for (int c = 0; c < names.length; c++) {
        names[c] = component.get(clusters[c][i]).key();
      }
      found.add(RowFactory.create(component.get(i).key(), names, isContradicted[i]));
    }
    component.clear();
  }

  private boolean haveIdentifierInCommon(Features left, Features right) {
    int place = model.fields().size();
    return place < arrays
        && Arrays.stream(left.values()[place]).anyMatch(List.of(right.values()[place])::contains);
  }
}
