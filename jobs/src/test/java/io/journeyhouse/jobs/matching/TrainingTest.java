package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Expectation maximisation on made-up pairs, whose chances are known. */
class TrainingTest {
  private static final List<Field> FIELDS =
      List.of(
          new Field("given_name", FieldKind.GIVEN_NAME),
          new Field("surname", FieldKind.SURNAME),
          new Field("birth_date", FieldKind.BIRTH_DATE),
          new Field("city", FieldKind.CITY),
          new Field("phone", FieldKind.PHONE),
          new Field("gender", FieldKind.GENDER));

  /** Chances of the levels from 1 on, of one person. */
  private static final double[][] M = {
    {.02, .02, .03, .04, .06, .01, .82},
    {.04, .01, .01, .03, .05, .01, .85},
    {.01, .01, .02, .02, .04, .90},
    {.15, .03, .07, .75},
    {.20, .02, .08, .70},
    {.02, .98},
  };

  /** Of two people at random. */
  private static final double[][] U = {
    {.80, .12, .03, .02, .01, .001, .019},
    {.84, .10, .02, .02, .01, .001, .009},
    {.94, .02, .025, .005, .005, .005},
    {.75, .15, .02, .08},
    {.985, .01, .003, .002},
    {.5, .5},
  };

  private static final BlockingKey BY_SURNAME = new BlockingKey(List.of(KeyPart.of(1, Cut.WHOLE)));
  private static final BlockingKey BY_BIRTH_DATE =
      new BlockingKey(List.of(KeyPart.of(2, Cut.WHOLE)));
  private static final BlockingKey BY_PHONE = new BlockingKey(List.of(KeyPart.of(4, Cut.WHOLE)));
  private static final int PAIRS = 60_000;

  private final Random random = new Random(1);

  @Test
  void finds_the_chances_that_were_planted() {
    Training training =
        trained(
            session(BY_SURNAME, .2, .15), session(BY_BIRTH_DATE, .3, 0), session(BY_PHONE, .4, .3));
    assertThat(training.matched(0)).isEqualTo(.2, within(.02));
    assertThat(training.matched(1)).isEqualTo(.3, within(.02));
    assertThat(training.matched(2)).isEqualTo(.4, within(.02));
    assertThat(training.related(0)).isEqualTo(.15, within(.03));
    assertThat(training.related(1)).isLessThan(.03);
    assertThat(training.related(2)).isEqualTo(.3, within(.03));
    for (int f = 0; f < FIELDS.size(); f++) {
      FieldWeights weights = training.weights(f);
      for (int level = 1; level <= M[f].length; level++) {
        String which = FIELDS.get(f).name() + " at " + level;
        assertThat(weights.m()[level]).as(which).isEqualTo(M[f][level - 1], within(.02));
        assertThat(weights.u()[level]).as(which).isEqualTo(U[f][level - 1], within(.005));
      }
    }
  }

  @Test
  void what_relatives_share_is_told_from_what_they_do_not() {
    Training training = trained(session(BY_SURNAME, .2, .2), session(BY_PHONE, .3, .3));
    for (int f : new int[] {0, 2, 5}) {
      int exact = M[f].length;
      assertThat(training.weights(f).r()[exact]).isEqualTo(U[f][exact - 1], within(.05));
    }
    assertThat(training.weights(3).r()[4]).isEqualTo(M[3][3], within(.1));
    assertThat(training.relativesAgree(BY_BIRTH_DATE)).isLessThan(.05);
    assertThat(training.relativesAgree(BY_SURNAME)).isBetween(.7, 1.3);
  }

  @Test
  void does_not_make_up_relatives() {
    Training training =
        trained(
            session(BY_SURNAME, .2, 0), session(BY_BIRTH_DATE, .3, 0), session(BY_PHONE, .4, 0));
    for (int s = 0; s < 3; s++) {
      assertThat(training.related(s)).isLessThan(.03);
    }
    assertThat(training.matched(0)).isEqualTo(.2, within(.02));
  }

  @Test
  void without_two_fields_of_ones_own_there_are_no_relatives() {
    List<Field> fields = FIELDS.subList(3, 6);
    PatternCounts unlike = new PatternCounts();
    for (int i = 0; i < 500; i++) {
      unlike.add(pattern(1, 1, 1 + i % 2));
    }
    PatternCounts counts = new PatternCounts();
    for (int i = 0; i < 500; i++) {
      counts.add(i % 2 == 0 ? pattern(4, 4, 2) : pattern(4, 1, 1 + i / 2 % 2));
    }
    BlockingKey key = new BlockingKey(List.of(KeyPart.of(0, Cut.WHOLE)));
    Training training =
        new Training(
            fields,
            unlike.sorted(),
            List.of(new Session(key, two(), 1, List.of(), counts.sorted())));
    training.run();
    assertThat(training.related(0)).isZero();
    assertThat(training.matched(0)).isEqualTo(.5, within(.05));
  }

  @Test
  void a_pair_is_of_one_person_as_bayes_has_it() {
    Training training = trained(session(BY_SURNAME, .2, .15), session(BY_PHONE, .4, .3));
    int[] levels = {7, 0, 6, 1, 4, 2};
    double same = training.matched(0);
    double related = training.related(0);
    double rest = 1 - same - related;
    for (int f = 0; f < levels.length; f++) {
      if (levels[f] != Comparison.MISSING && f != 1) {
        same *= training.weights(f).m()[levels[f]];
        related *= training.weights(f).r()[levels[f]];
        rest *= training.weights(f).u()[levels[f]];
      }
    }
    assertThat(training.same(0, pattern(levels)))
        .isEqualTo(same / (same + related + rest), within(1e-9));
  }

  /** Nor do fields that are missing in all records, or sessions of which nothing can be learned. */
  @Test
  void levels_that_never_occur_have_finite_weights() {
    PatternCounts counts = new PatternCounts();
    for (int i = 0; i < 200; i++) {
      counts.add(pattern(7, 7, 6, 0, 0, 0));
    }
    PatternCounts unlike = new PatternCounts();
    unlike.add(pattern(1, 1, 1, 0, 1, 0));
    for (Map<Long, long[]> random :
        List.of(unlike.sorted(), counts.sorted(), new PatternCounts().sorted())) {
      Training training =
          new Training(
              FIELDS,
              random,
              List.of(
                  new Session(BY_SURNAME, two(), 1, List.of(), counts.sorted()),
                  new Session(BY_PHONE, two(), 1, List.of(), new PatternCounts().sorted())));
      training.run();
      training.setPrior(.5);
      training.run();
      for (int f = 0; f < FIELDS.size(); f++) {
        FieldWeights weights = training.weights(f);
        assertThat(weights.bits(Comparison.MISSING)).isZero();
        for (double[] chances : List.of(weights.m(), weights.u(), weights.r())) {
          double sum = 0;
          for (int level = 1; level < chances.length; level++) {
            assertThat(chances[level]).isBetween(1e-9, 1.0);
            assertThat(weights.bits(level)).isFinite();
            sum += weights.weighedAs()[level] == level ? chances[level] : 0;
          }
          assertThat(sum).isLessThan(1 + 1e-9);
        }
      }
    }
  }

  @Test
  void the_same_pairs_give_the_same_weights_to_the_last_bit() {
    List<Session> sessions = List.of(session(BY_SURNAME, .2, .1), session(BY_PHONE, .3, .2));
    Map<Long, long[]> pairs = randomPairs();
    Training one = new Training(FIELDS, pairs, sessions);
    Training other = new Training(FIELDS, pairs, sessions);
    one.run();
    other.run();
    for (int f = 0; f < FIELDS.size(); f++) {
      assertThat(one.weights(f).m()).isEqualTo(other.weights(f).m());
      assertThat(one.weights(f).u()).isEqualTo(other.weights(f).u());
      assertThat(one.weights(f).r()).isEqualTo(other.weights(f).r());
    }
  }

  private Training trained(Session... sessions) {
    Training training = new Training(FIELDS, randomPairs(), List.of(sessions));
    training.run();
    training.setPrior(1e-4);
    training.run();
    return training;
  }

  private Map<Long, long[]> randomPairs() {
    PatternCounts counts = new PatternCounts();
    for (int i = 0; i < 200_000; i++) {
      counts.add(drawn(U, U));
    }
    return counts.sorted();
  }

  /** Pairs of which a share are of one person, and a share of relatives. */
  private Session session(BlockingKey key, double same, double related) {
    PatternCounts counts = new PatternCounts();
    for (int i = 0; i < PAIRS; i++) {
      double dice = random.nextDouble();
      long pattern = dice < same ? drawn(M, M) : dice < same + related ? drawn(U, M) : drawn(U, U);
      counts.add(pattern);
    }
    return new Session(key, two(), 1, List.of(), counts.sorted());
  }

  /** A pattern whose levels are drawn from chances of a person's own fields and of the others. */
  private long drawn(double[][] own, double[][] others) {
    int[] levels = new int[FIELDS.size()];
    for (int f = 0; f < levels.length; f++) {
      double[] chances = (FIELDS.get(f).kind().isOwn() ? own : others)[f];
      double dice = random.nextDouble();
      int level = 1;
      while (level < chances.length && dice >= chances[level - 1]) {
        dice -= chances[level - 1];
        level++;
      }
      levels[f] = random.nextInt(10) == 0 ? Comparison.MISSING : level;
    }
    return pattern(levels);
  }

  private static long pattern(int... levels) {
    long pattern = 0;
    for (int f = 0; f < levels.length; f++) {
      pattern |= (long) levels[f] << (4 * f);
    }
    return pattern;
  }

  private static Session.Sources two() {
    return new Session.Sources(0, 1);
  }
}
