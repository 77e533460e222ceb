package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPartTest {
  private static final List<Field> FIELDS = RandomRecords.FIELDS;
  private static final KeyPart NAMES = new KeyPart(0, 1, Cut.SOUND);

  @Test
  void fields_allow_their_cuts_and_both_names_together() {
    assertThat(KeyPart.of(FIELDS).stream().map(part -> part.describe(FIELDS)))
        .containsExactly(
            "given_name",
            "given_name.sound",
            "surname",
            "surname.sound",
            "birth_date",
            "birth_date.year",
            "birth_date.month_and_day",
            "birth_date.year_month",
            "email",
            "email.before_at",
            "phone",
            "phone.first_half",
            "phone.last_half",
            "city",
            "city.sound",
            "gender",
            "given_name|surname.sound");
    assertThat(KeyPart.of(FIELDS.subList(1, 3))).noneMatch(part -> part.other() != KeyPart.NONE);
  }

  @Test
  void each_value_has_its_part_and_what_has_none_is_left_out() {
    Features record = names(new String[] {"ann"}, new String[] {"lee"});
    record.values()[2] = new String[] {"march1980", "19800301", "19991224"};
    assertThat(KeyPart.of(2, Cut.YEAR).of(record)).containsExactly("1980", "1999");
    assertThat(KeyPart.of(2, Cut.WHOLE).of(record)).hasSize(3);
    assertThat(KeyPart.of(3, Cut.WHOLE).of(record)).isEmpty();
  }

  @Test
  void names_in_each_others_place_are_one_part() {
    String[] ann = {"ann"};
    String[] lee = {"lee"};
    assertThat(NAMES.of(names(ann, lee))).isEqualTo(NAMES.of(names(lee, ann))).hasSize(1);
    assertThat(NAMES.of(names(ann, ann))).isNotEqualTo(NAMES.of(names(ann, lee)));
    assertThat(NAMES.of(names(ann, new String[0]))).isEmpty();
    assertThat(NAMES.of(names(new String[0], lee))).isEmpty();
    assertThat(NAMES.fields()).isEqualTo(0b11);
  }

  private static Features names(String[] given, String[] surname) {
    String[] none = {};
    return new Features("r", 0, new String[][] {given, surname, none, none, none, none, none});
  }
}
