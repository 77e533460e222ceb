package io.journeyhouse.jobs.matching;

import io.journeyhouse.jobs.matching.Guard.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Cuts each component into clusters, which are named after their smallest record: a record with its
 * cluster at each cut-off, of which the last stands for all that follow. First what was decided is
 * put together; then, unless a guard keeps them apart, records that share an exact identifier and
 * that what is each person's own does not contradict, those of the first type of the limits first,
 * then the most alike, then the newest; then what is alike.
 */
final class Linkage implements Iterator<Row> {
  /** How strongly an exact identifier holds two records together: more than all else. */
  static final double CERTAIN = 1e6;

  static final StructType SCHEMA =
      new StructType()
          .add("record_key", DataTypes.StringType, false)
          .add("cluster_ids", DataTypes.createArrayType(DataTypes.StringType, false), false)
          .add("is_contradicted", DataTypes.BooleanType, false)
          .add(
              "kept_apart",
              DataTypes.createArrayType(
                  new StructType()
                      .add("guardrail", DataTypes.StringType, false)
                      .add("detail", DataTypes.StringType)
                      .add("cluster_id", DataTypes.StringType, false),
                  false),
              false);

  private final Iterator<Tuple2<Long, byte[]>> members;
  private final Model model;
  private final MatchSettings settings;
  private final Rules rules;
  private final Scorer scorer;
  private final List<Features> component = new ArrayList<>();
  private final double[] cutOffs;
  private final int arrays;
  private final Deque<Row> found = new ArrayDeque<>();
  private long label;

  /** An exact identifier that two records share. */
  private record Shared(int left, int right, int rank, double bits, long seen) {
    private static final Comparator<Shared> STRONGEST_FIRST =
        Comparator.comparingInt(Shared::rank)
            .thenComparing(Comparator.comparingDouble(Shared::bits).reversed())
            .thenComparing(Comparator.comparingLong(Shared::seen).reversed())
            .thenComparingInt(Shared::left)
            .thenComparingInt(Shared::right);
  }

  private record Kept(int left, int right, Refusal refusal) {}

  /**
   * @param members component and record, sorted by component
   * @param rules what is put together and kept apart beside what records are alike in; null where
   *     records have no more values than those of the model's fields
   */
  Linkage(
      Iterator<Tuple2<Long, byte[]>> members,
      Model model,
      MatchSettings settings,
      @Nullable Rules rules,
      double[] cutOffs) {
    this.rules = rules == null ? Rules.NONE : rules;
    arrays = model.fields().size() + (rules == null ? 0 : Rules.ARRAYS);
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
    Guard guard = rules.guard(component, model.sources());
    double[][] bits = new double[size][size];
    boolean[] isContradicted = new boolean[size];
    List<Shared> shared = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; j < size; j++) {
        Features left = component.get(i);
        Features right = component.get(j);
        double pair = scorer.bits(left, right);
        bits[i][j] =
            Math.max(settings.cutting().least(), Math.min(settings.cutting().most(), pair));
        bits[j][i] = bits[i][j];
        int rank = rules == Rules.NONE ? -1 : rules.rank(left, right);
        if (rank >= 0) {
          if (scorer.ownBits(left, right) < settings.cutting().contradiction()) {
            isContradicted[i] = true;
            isContradicted[j] = true;
          } else {
            shared.add(new Shared(i, j, rank, bits[i][j], seen(left, right)));
          }
        }
      }
    }
    shared.sort(Shared.STRONGEST_FIRST);
    double[][] strengths = guard == null ? bits : strengths(bits, shared);
    List<Kept> kept = new ArrayList<>();
    boolean[] isDecided = new boolean[size];
    int[][] clusters = clusters(bits, shared, guard, kept, isDecided);
    Map<Integer, int[]> ambiguous = new TreeMap<>();
    if (guard != null && !kept.isEmpty()) {
      Ambiguity ambiguity = new Ambiguity(strengths, guard, rules.limits().ambiguityBits());
      for (int c = 0; c < clusters.length; c++) {
        ambiguous = ambiguity.parted(clusters[c], isDecided, cutOffs[c]);
      }
    }
    tell(clusters, isContradicted, keptApart(clusters, kept, ambiguous));
    component.clear();
  }

  private int[][] clusters(
      double[][] bits,
      List<Shared> shared,
      @Nullable Guard guard,
      List<Kept> kept,
      boolean[] isDecided) {
    AverageLinkage linkage =
        new AverageLinkage(
            bits,
            (left, right) -> {
              Refusal refusal = guard == null ? null : guard.refusal(left, right);
              if (refusal != null) {
                kept.add(new Kept(left[0], right[0], refusal));
              }
              return refusal != null;
            });
    for (int[] pair : rules.merged(component)) {
      linkage.join(pair[0], pair[1]);
      isDecided[pair[0]] = true;
      isDecided[pair[1]] = true;
    }
    shared.forEach(pair -> linkage.joinUnlessApart(pair.left, pair.right));
    return linkage.clusters(cutOffs);
  }

  private double[][] strengths(double[][] bits, List<Shared> shared) {
    double[][] strengths = Arrays.stream(bits).map(double[]::clone).toArray(double[][]::new);
    for (Shared pair : shared) {
      double certain = CERTAIN * (1 + rules.limits().types().size() - pair.rank);
      strengths[pair.left][pair.right] = certain;
      strengths[pair.right][pair.left] = certain;
    }
    return strengths;
  }

  /** A link is as old as the older of its records. */
  private static long seen(Features left, Features right) {
    return Math.min(Rules.seen(left), Rules.seen(right));
  }

  /** Smallest member of a cluster to what kept it apart from others, at the last cut-off. */
  private Map<Integer, Set<Row>> keptApart(
      int[][] clusters, List<Kept> kept, Map<Integer, int[]> ambiguous) {
    int[] last = clusters[clusters.length - 1];
    Map<Integer, Set<Row>> apart = new HashMap<>();
    for (Kept each : kept) {
      int left = last[each.left];
      int right = last[each.right];
      if (left != right) {
        add(apart, left, each.refusal, right);
        add(apart, right, each.refusal, left);
      }
    }
    ambiguous.forEach(
        (record, candidates) -> {
          for (int candidate : candidates) {
            add(apart, record, new Refusal(Clusters.AMBIGUOUS, null), last[candidate]);
          }
        });
    return apart;
  }

  private void add(Map<Integer, Set<Row>> apart, int cluster, Refusal refusal, int other) {
    apart
        .computeIfAbsent(cluster, c -> new LinkedHashSet<>())
        .add(RowFactory.create(refusal.guardrail(), refusal.detail(), component.get(other).key()));
  }

  private void tell(int[][] clusters, boolean[] isContradicted, Map<Integer, Set<Row>> apart) {
    for (int i = 0; i < component.size(); i++) {
      int settled = cutOffs.length;
      while (settled > 1 && clusters[settled - 1][i] == clusters[settled - 2][i]) {
        settled--;
      }
      String[] names = new String[settled];
      for (int c = 0; c < names.length; c++) {
        names[c] = component.get(clusters[c][i]).key();
      }
      Row[] kept = apart.getOrDefault(i, Set.of()).toArray(Row[]::new);
      found.add(RowFactory.create(component.get(i).key(), names, isContradicted[i], kept));
    }
  }
}
