package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why two records are, or are not, taken for one person. The prior, the bits of the fields and the
 * household's sum up to the bits.
 *
 * @param prior bits before anything is known of the two
 * @param fields what each field says
 * @param household what the chance of two people of one household takes away, 0 or less
 * @param bits 0 is one in two, 1 two in three, 10 a thousand to one
 * @param keys the blocking keys on which they agree; none where they were never compared directly
 */
public record Explanation(
    double prior, List<FieldBits> fields, double household, double bits, List<String> keys) {

  /**
   * What a field says.
   *
   * @param level how alike the values are, {@code missing} where a side has none
   * @param bits of the level, for an exact match those of its very value
   * @param frequencyBits the part of them that the value's rarity makes
   */
  public record FieldBits(String field, String level, double bits, double frequencyBits) {}

  /**
   * Of several pairs, as far as both of their records are there and are not the same.
   *
   * @param records by their keys
   */
  static Map<Clusters.Pair, Explanation> of(
      List<Clusters.Pair> pairs, Map<String, Features> records, Model model) {
    Map<Clusters.Pair, Explanation> explanations = new LinkedHashMap<>();
    for (Clusters.Pair pair : pairs) {
      Features left = records.get(pair.left());
      Features right = records.get(pair.right());
      if (left != null && right != null && !pair.left().equals(pair.right())) {
        explanations.put(pair, of(left, right, model));
      }
    }
    return explanations;
  }

  static Explanation of(Features left, Features right, Model model) {
    Scorer scorer = new Scorer(model);
    long pattern = scorer.patterns().of(left, right);
    List<FieldBits> fields = new ArrayList<>();
    double sum = scorer.priorBits(left, right);
    for (int f = 0; f < model.fields().size(); f++) {
      int level = Patterns.level(pattern, f);
      double bits = scorer.fieldBits(pattern, f, left, right);
      Field field = model.fields().get(f);
      fields.add(
          new FieldBits(
              field.name(),
              level == Comparison.MISSING
                  ? "missing"
                  : field.kind().comparison().labels().get(level - 1),
              bits,
              bits - model.weights().get(f).bits(level)));
      sum += bits;
    }
    double all = scorer.bits(pattern, left, right);
    return new Explanation(
        scorer.priorBits(left, right), fields, all - sum, all, keys(left, right, model));
  }

  private static List<String> keys(Features left, Features right, Model model) {
    return model.keys().stream()
        .filter(key -> key.agree(left, right))
        .map(key -> key.describe(model.fields()))
        .toList();
  }
}
