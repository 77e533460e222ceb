package io.journeyhouse.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalisersTest {
  private static final String ALPHABET =
      "abcXYZ019 .,@<>:;\"'+-()/\t\u00a0\u00e4e\u0308\u0000\u0660\uD83D\uDE00_%";

  @ParameterizedTest
  @CsvSource({
    "' Ann.Lee+x@Example.COM ', ann.lee+x@example.com",
    "'Ann Lee <ann@example.com>', ann@example.com",
    "mailto:ann@example.com, ann@example.com",
    "ann@localhost,",
    "ann@@example.com,",
    "'a@x.de,b@x.de',",
    "ann@.example.com,",
    "ann@example..com,",
    "'ann lee@example.com',",
    "@example.com,",
    "n/a,",
  })
  void eMailAddresses(String text, @Nullable String wanted) {
    assertThat(EmailAddress.normalise(text)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "0170 1234567, DE, +491701234567",
    "+49 (0)170 / 12345-67, DE, +491701234567",
    "0049 170 1234567, DE, +491701234567",
    "020 7946 0958, GB, +442079460958",
    "+49 30 901820 ext. 12, DE, +4930901820",
    "12, DE,",
    "call me, DE,",
    "' ', DE,",
  })
  void phoneNumbers(String text, String region, @Nullable String wanted) {
    assertThat(PhoneNumber.normalise(text, region)).isEqualTo(wanted);
  }

  @Test
  void namesAreComposedAndHaveSingleBlanks() {
    assertThat(PersonName.normalise("  Ju\u0308rgen \t\u00a0 van  Dam "))
        .isEqualTo("Jürgen van Dam");
    assertThat(PersonName.normalise(" \u0000 ")).isNull();
  }

  @Test
  void cardNumbersKeepLettersAndDigits() {
    assertThat(CardNumber.normalise(" 12-34 ab.9 ")).isEqualTo("1234AB9");
    assertThat(CardNumber.normalise("--")).isNull();
  }

  /** Normal forms are fixed points, and blanks around a text change nothing. */
  @Test
  void normalisingTwiceIsNormalisingOnce() {
    List<UnaryOperator<@Nullable String>> normalisers =
        List.of(
            EmailAddress::normalise,
            text -> PhoneNumber.normalise(text, "DE"),
            PersonName::normalise,
            CardNumber::normalise);
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String text = randomText(random);
      for (UnaryOperator<@Nullable String> normaliser : normalisers) {
        String once = normaliser.apply(text);
        assertThat(normaliser.apply(" " + text + " ")).isEqualTo(once);
        assertThat(once == null ? null : normaliser.apply(once)).isEqualTo(once);
      }
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(24);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return random.nextBoolean() ? text.toString() : text + "@ab" + i(random) + ".de";
  }

  private static int i(Random random) {
    return random.nextInt(100);
  }
}
