package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeySelectionTest {
  private static final List<Features> RECORDS = RandomRecords.of(new Random(1), 150, .15, 1);
  private static final double MOST_PAIRS = 2;

  private final KeySelection selection =
      new KeySelection(RandomRecords.FIELDS, RECORDS, RECORDS.size(), MOST_PAIRS);
  private final List<KeySelection.Candidate> candidates = selection.candidates();

  @Test
  void no_candidate_contains_another() {
    assertThat(candidates).hasSizeGreaterThan(20);
    for (KeySelection.Candidate one : candidates) {
      for (KeySelection.Candidate other : candidates) {
        assertThat(one == other || (one.parts() & other.parts()) != other.parts())
            .as("%s and %s", describe(one), describe(other))
            .isTrue();
      }
    }
  }

  @Test
  void pairs_in_a_sample_of_all_records_are_those_that_agree() {
    for (KeySelection.Candidate candidate : candidates) {
      assertThat(candidate.pairs())
          .as(describe(candidate))
          .isEqualTo(pairs(candidate.key()) / (double) RECORDS.size(), within(1e-9))
          .isLessThanOrEqualTo(MOST_PAIRS);
    }
  }

  /** Every key of few enough pairs is a candidate or contains one. */
  @Test
  void no_key_is_left_out_that_gives_few_enough_pairs() {
    List<KeyPart> parts = selection.parts();
    for (BlockingKey key : RandomRecords.keys(new Random(2), 400)) {
      long set =
          key.parts().stream().mapToLong(part -> 1L << parts.indexOf(part)).reduce(0, Long::sum);
      boolean isKnown =
          candidates.stream().anyMatch(known -> (known.parts() & set) == known.parts());
      assertThat(isKnown)
          .as(key.describe(RandomRecords.FIELDS))
          .isEqualTo(pairs(key) <= MOST_PAIRS * RECORDS.size());
    }
  }

  @Test
  void candidates_are_of_few_parts_of_different_fields() {
    for (KeySelection.Candidate candidate : candidates) {
      List<KeyPart> parts = candidate.key().parts();
      assertThat(parts).hasSizeBetween(1, KeySelection.MOST_PARTS);
      assertThat(parts.stream().mapToInt(part -> Integer.bitCount(part.fields())).sum())
          .isEqualTo(Integer.bitCount(candidate.key().fields()));
    }
  }

  @Test
  void a_sample_stands_for_all_records() {
    List<Features> tenfold = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tenfold.addAll(RECORDS);
    }
    KeySelection ofAll = new KeySelection(RandomRecords.FIELDS, tenfold, tenfold.size(), 1e9);
    KeySelection ofSample = new KeySelection(RandomRecords.FIELDS, RECORDS, tenfold.size(), 1e9);
    List<KeySelection.Candidate> all = ofAll.candidates();
    List<KeySelection.Candidate> sampled = ofSample.candidates();
    assertThat(sampled).hasSameSizeAs(all);
    for (int i = 0; i < all.size(); i++) {
      assertThat(sampled.get(i).key()).isEqualTo(all.get(i).key());
      // ten times the same record agree with one another in all but not in the sample
      assertThat(sampled.get(i).pairs()).isBetween(all.get(i).pairs() - 4.5, all.get(i).pairs());
    }
  }

  @Test
  void records_agree_on_the_parts_that_both_have_alike() {
    List<KeyPart> parts = selection.parts();
    for (Features left : RECORDS.subList(0, 40)) {
      for (Features right : RECORDS) {
        long agreed = selection.agreement(left, right);
        for (int p = 0; p < parts.size(); p++) {
          assertThat((agreed >>> p & 1) == 1)
              .isEqualTo(new BlockingKey(List.of(parts.get(p))).agree(left, right));
        }
      }
    }
  }

  @Test
  void the_key_that_reaches_most_at_the_least_cost_comes_first() {
    List<KeySelection.Candidate> three =
        List.of(candidate(0b001, 1), candidate(0b010, 1), candidate(0b100, 30));
    long[] agreements = {0b111, 0b011, 0b011, 0b010, 0b100, 0b100, 0b100, 0b000};
    List<KeySelection.Chosen> chosen = selection.choose(three, agreements, MatchSettings.DEFAULT);
    assertThat(chosen)
        .extracting(c -> c.key())
        .containsExactly(three.get(1).key(), three.get(2).key());
    assertThat(chosen).extracting(KeySelection.Chosen::gain).containsExactly(.5, .375);
    assertThat(chosen).extracting(KeySelection.Chosen::pairs).containsExactly(1.0, 30.0);
  }

  @Test
  void keys_are_chosen_as_long_as_their_pairs_may_be_spent() {
    List<KeySelection.Candidate> three =
        List.of(candidate(0b001, 20), candidate(0b010, 30), candidate(0b100, 40));
    long[] agreements = {0b001, 0b010, 0b100};
    assertThat(selection.choose(three, agreements, MatchSettings.DEFAULT))
        .extracting(KeySelection.Chosen::pairs)
        .containsExactly(20.0, 30.0);
    assertThat(selection.choose(three, new long[] {0, 0}, MatchSettings.DEFAULT)).isEmpty();
    assertThat(selection.choose(List.of(), agreements, MatchSettings.DEFAULT)).isEmpty();
  }

  private static KeySelection.Candidate candidate(long parts, double pairs) {
    KeyPart part = KeyPart.of(Long.numberOfTrailingZeros(parts), Cut.WHOLE);
    return new KeySelection.Candidate(new BlockingKey(List.of(part)), pairs, parts);
  }

  private static long pairs(BlockingKey key) {
    long pairs = 0;
    for (int i = 0; i < RECORDS.size(); i++) {
      for (int j = i + 1; j < RECORDS.size(); j++) {
        pairs += key.agree(RECORDS.get(i), RECORDS.get(j)) ? 1 : 0;
      }
    }
    return pairs;
  }

  private static String describe(KeySelection.Candidate candidate) {
    return candidate.key().describe(RandomRecords.FIELDS);
  }
}
