package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScorerTest {
  private static final List<Features> RECORDS = RandomRecords.of(new Random(1), 120, .3, 2);
  private static final Frequencies FREQUENCIES = Models.frequencies(RECORDS, 3);

  /**
   * The chance of one person by the chances of all else, worked out with chances and not with bits.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-6, 1e-3, .3})
  void bits_are_those_of_the_chances(double relatives) {
    Model model = Models.random(new Random(2), true, relatives, FREQUENCIES);
    Scorer scorer = new Scorer(model);
    for (Features left : RECORDS) {
      for (Features right : RECORDS) {
        double wanted = FieldWeights.log2(naiveOdds(model, left, right));
        assertThat(scorer.bits(left, right)).isEqualTo(wanted, within(1e-5));
      }
    }
  }

  @Test
  void both_ways_give_the_same_bits() {
    Scorer scorer = new Scorer(Models.random(new Random(3), true, 1e-3, FREQUENCIES));
    for (Features left : RECORDS) {
      for (Features right : RECORDS) {
        assertThat(scorer.bits(left, right)).isEqualTo(scorer.bits(right, left));
      }
    }
  }

  @Test
  void a_rare_value_weighs_more_than_a_frequent_one() {
    List<Features> records =
        IntStream.range(0, 400)
            .mapToObj(
                i -> person("r" + i, "ann", i % 4 < 2 ? "smith" : i % 100 == 2 ? "xu" : "s" + i))
            .toList();
    Frequencies frequencies = Models.frequencies(records, 3);
    Model model = Models.random(new Random(4), true, 0, frequencies);
    Scorer scorer = new Scorer(model);
    double frequent = scorer.bits(person("a", "ann", "smith"), person("b", "ann", "smith"));
    double rare = scorer.bits(person("a", "ann", "xu"), person("b", "ann", "xu"));
    double rarest = scorer.bits(person("a", "ann", "s3"), person("b", "ann", "s3"));
    assertThat(rare - frequent).isEqualTo(FieldWeights.log2(200 / 4.0), within(1e-9));
    assertThat(rarest - rare).isEqualTo(FieldWeights.log2(4 / 2.0), within(1e-9));
    Model unlearned = Models.random(new Random(4), false, 0, frequencies);
    assertThat(
            new Scorer(unlearned).bits(person("a", "ann", "xu"), person("b", "ann", "xu"))
                - new Scorer(unlearned)
                    .bits(person("a", "ann", "smith"), person("b", "ann", "smith")))
        .isZero();
  }

  @Test
  void of_several_values_in_common_the_rarest_weighs() {
    Model model = Models.random(new Random(5), true, 0, FREQUENCIES);
    Scorer scorer = new Scorer(model);
    List<String> emails = List.of("ann@x.org", "ann@y.org", "n/a");
    double best =
        emails.stream().mapToDouble(mail -> scorer.bits(mails(mail), mails(mail))).max().orElse(0);
    Features all = mails(emails.toArray(String[]::new));
    assertThat(scorer.bits(all, all)).isEqualTo(best, within(1e-9));
  }

  @Test
  void swapped_names_count_once_as_a_level_of_their_own() {
    Model model = Models.random(new Random(6), true, 0, FREQUENCIES);
    Scorer scorer = new Scorer(model);
    Features left = person("a", "ann", "smith");
    Features right = person("b", "smith", "ann");
    int swapped = Comparison.NAME.labels().indexOf("swapped") + 1;
    assertThat(scorer.bits(left, right) - scorer.priorBits(left, right))
        .isEqualTo(model.weights().get(0).bits(swapped), within(1e-9));
  }

  @Test
  void an_only_name_in_the_other_field_counts_as_the_name_that_it_is() {
    Model model = Models.random(new Random(7), true, 0, FREQUENCIES);
    Scorer scorer = new Scorer(model);
    Features left = person("a", "ann", "smith");
    Features right = new Features("b", 0, new String[][] {{"smith"}, {}, {}, {}, {}, {}, {}});
    int similar = Comparison.NAME.labels().indexOf("similar .92") + 1;
    assertThat(scorer.bits(left, right) - scorer.priorBits(left, right))
        .isEqualTo(model.weights().get(1).bits(similar), within(1e-9));
  }

  @Test
  void records_without_any_value_have_the_prior_alone() {
    Scorer scorer = new Scorer(Models.random(new Random(8), true, 0, FREQUENCIES));
    Features left = new Features("a", 0, new String[][] {{}, {}, {}, {}, {}, {}, {}});
    Features right = new Features("b", 1, new String[][] {{}, {}, {}, {}, {}, {}, {}});
    assertThat(scorer.bits(left, right)).isEqualTo(FieldWeights.log2(3e-4), within(1e-9));
    assertThat(scorer.bits(left, left)).isEqualTo(FieldWeights.log2(1e-4), within(1e-9));
  }

  @Test
  void no_pair_has_more_bits_than_its_pattern_allows() {
    List<Features> records = RandomRecords.of(new Random(9), 120, .2, 2);
    Model model = Models.random(new Random(10), true, 1e-3, Models.frequencies(records, 3));
    Scorer scorer = new Scorer(model);
    for (Features left : records) {
      for (Features right : records) {
        long pattern = scorer.patterns().of(left, right);
        assertThat(scorer.bits(pattern, left, right))
            .isLessThanOrEqualTo(scorer.mostBits(pattern, left, right));
      }
    }
  }

  private static double naiveOdds(Model model, Features left, Features right) {
    double same = model.priors()[left.source()][right.source()];
    double related = model.relatives()[left.source()][right.source()];
    double random = 1;
    long pattern = new Patterns(model.fields()).of(left, right);
    for (int f = 0; f < model.fields().size(); f++) {
      int level = Patterns.level(pattern, f);
      if (level == Comparison.MISSING) {
        continue;
      }
      FieldKind kind = model.fields().get(f).kind();
      FieldWeights weights = model.weights().get(f);
      double m = weights.m()[level];
      double u = weights.u()[level];
      if (level == kind.comparison().exact() && kind.weighsFrequency()) {
        int field = f;
        u =
            Stream.of(left.values()[f])
                .filter(List.of(right.values()[f])::contains)
                .mapToDouble(value -> model.frequencies().share(field, value))
                .min()
                .orElseThrow();
      }
      same *= m;
      random *= u;
      // a value that relatives share is as rare among them
      related *= weights.r()[level];
    }
    return same / (random + related);
  }

  private static Features mails(String... mails) {
    return new Features("m", 0, new String[][] {{}, {}, {}, mails, {}, {}, {}});
  }

  private static Features person(String key, String given, String surname) {
    return new Features(key, 0, new String[][] {{given}, {surname}, {}, {}, {}, {}, {}});
  }
}
