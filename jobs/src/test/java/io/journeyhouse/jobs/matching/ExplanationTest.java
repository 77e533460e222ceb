package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {
  private static final List<Features> RECORDS = RandomRecords.of(new Random(1), 90, .3, 2);
  private static final Frequencies FREQUENCIES = Models.frequencies(RECORDS, 3);

  @ParameterizedTest
  @ValueSource(doubles = {0, .3})
  void prior_fields_and_household_are_the_bits(double relatives) {
    Model model = Models.random(new Random(2), true, relatives, FREQUENCIES);
    Scorer scorer = new Scorer(model);
    boolean takesAway = false;
    for (Features left : RECORDS) {
      for (Features right : RECORDS) {
        Explanation why = Explanation.of(left, right, model);
        double fields = why.fields().stream().mapToDouble(Explanation.FieldBits::bits).sum();
        assertThat(why.bits())
            .isEqualTo(scorer.bits(left, right))
            .isEqualTo(why.prior() + fields + why.household(), within(1e-9));
        assertThat(why.prior()).isEqualTo(scorer.priorBits(left, right));
        assertThat(why.household()).isLessThan(1e-9);
        takesAway |= why.household() < -.5;
      }
    }
    assertThat(takesAway).isEqualTo(relatives > 0);
  }

  @Test
  void each_field_says_how_alike_it_is_and_what_its_rarity_makes() {
    Model model = Models.random(new Random(3), true, 0, FREQUENCIES);
    Features left =
        new Features(
            "a", 0, new String[][] {{"ann"}, {"smith"}, {"19800301"}, {}, {"12"}, {}, {"f"}});
    Features right =
        new Features(
            "b", 1, new String[][] {{"ann"}, {"smyth"}, {"19801224"}, {}, {}, {"york"}, {"f"}});
    List<Explanation.FieldBits> fields = Explanation.of(left, right, model).fields();
    assertThat(fields)
        .extracting(Explanation.FieldBits::field)
        .containsExactlyElementsOf(RandomRecords.FIELDS.stream().map(Field::name).toList());
    assertThat(fields)
        .extracting(Explanation.FieldBits::level)
        .containsExactly(
            "exact", "similar .85", "same year", "missing", "missing", "missing", "exact");
    FieldWeights given = model.weights().get(0);
    double byFrequency = FieldWeights.log2(given.m()[7] / FREQUENCIES.share(0, "ann"));
    assertThat(fields.get(0).bits()).isEqualTo(byFrequency, within(1e-9));
    assertThat(fields.get(0).frequencyBits()).isEqualTo(byFrequency - given.bits(7), within(1e-9));
    assertThat(fields.get(1).frequencyBits()).isZero();
    assertThat(fields.get(3).bits()).isZero();
    assertThat(fields.get(6).frequencyBits()).isZero();
  }

  @Test
  void names_the_keys_on_which_the_two_agree() {
    Model model = Models.random(new Random(4), true, 0, FREQUENCIES);
    String[][] ann = {{"ann"}, {"smith"}, {"19800301"}, {"ann@x.org"}, {}, {}, {}};
    String[][] smyth = {{"ann"}, {"smyth"}, {"19801224"}, {"a@x.org"}, {}, {}, {}};
    String[][] lee = {{"ann"}, {"lee"}, {"19801224"}, {"a@x.org"}, {}, {}, {}};
    assertThat(keys(ann, ann, model)).containsExactly("email", "surname.sound + birth_date.year");
    assertThat(keys(ann, smyth, model)).containsExactly("surname.sound + birth_date.year");
    assertThat(keys(ann, lee, model)).isEmpty();
  }

  private static List<String> keys(String[][] left, String[][] right, Model model) {
    return Explanation.of(new Features("a", 0, left), new Features("b", 0, right), model).keys();
  }
}
