package io.journeyhouse.jobs.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.JourneyhouseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudienceConfigTest {
  private static final String GOOD =
      """
      audience: buyers
      description: Who bought
      channel: email
      consent: {purpose: marketing}
      when: "purchases > 0"
      """;

  @Test
  void reads_an_audience() {
    AudienceConfig audience = read(GOOD);
    assertThat(audience.name()).isEqualTo("buyers");
    assertThat(audience.channel()).isEqualTo(AudienceConfig.Channel.EMAIL);
    assertThat(audience.purpose()).isEqualTo("marketing");
    assertThat(audience.features()).containsExactly("purchases");
    assertThat(audience.where()).isEqualTo("audiences/buyers.yml:5");
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          audience: buyers              | audience: Best Buyers           | buyers.yml:1: audience is 'Best Buyers', which cannot name a folder
          audience: buyers              | audience: ../../etc             | buyers.yml:1: audience is '../../etc', which cannot name a folder
          audience: buyers              | audiense: buyers                | buyers.yml:1: unknown key 'audiense'
          channel: email                | channel: mail                   | buyers.yml:3: channel must not be 'mail'
          channel: email                | canal: email                    | buyers.yml:3: unknown key 'canal'
          consent: {purpose: marketing} | consent: marketing              | buyers.yml:4: consent must be a map
          consent: {purpose: marketing} | consent: {}                     | buyers.yml:4: 'purpose' is missing
          consent: {purpose: marketing} | consent: {reason: x}            | buyers.yml:4: unknown key 'reason'
          purchases > 0                 | purchase > 0                    | buyers.yml:5: unknown column 'purchase'
          purchases > 0                 | purchases >                     | buyers.yml:5: the expression does not parse
          purchases > 0                 | java_method('a', 'b') = 'c'     | buyers.yml:5: function 'java_method' is not allowed
          purchases > 0                 | last_visit_at < current_date()  | buyers.yml:5: function 'current_date' is not allowed
          purchases > 0                 | exists (select 1)               | buyers.yml:5: 'Exists' is not allowed
          """)
  void says_where_and_what_is_wrong(String good, String bad, String message) {
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessageStartingWith("audiences/" + message);
  }

  @Test
  void suggests_the_feature_that_was_meant() {
    assertThatThrownBy(() -> read(GOOD.replace("purchases > 0", "revenu > 0")))
        .extracting("mend")
        .isEqualTo("did you mean 'revenue'?");
  }

  @Test
  void a_new_condition_purpose_or_channel_is_a_new_definition() {
    String before = read(GOOD).definitionHash();
    assertThat(read(GOOD.replace("Who bought", "Customers")).definitionHash()).isEqualTo(before);
    assertThat(read(GOOD.replace("> 0", "> 1")).definitionHash()).isNotEqualTo(before);
    assertThat(read(GOOD.replace("marketing", "news")).definitionHash()).isNotEqualTo(before);
    assertThat(read(GOOD.replace("email", "sms")).definitionHash()).isNotEqualTo(before);
  }

  @Test
  void two_files_cannot_name_the_same_audience(@TempDir Path dir) throws Exception {
    Files.createDirectory(dir.resolve("audiences"));
    Files.writeString(dir.resolve("audiences/a.yml"), GOOD);
    Files.writeString(dir.resolve("audiences/b.yml"), "# again\n" + GOOD);
    assertThatThrownBy(() -> AudienceConfig.readAll(new ConfigFiles(dir, Map.of())))
        .hasMessage("audiences/b.yml:2: audience is the name of audiences/a.yml:1 already");
  }

  @Test
  void a_workspace_may_have_none(@TempDir Path dir) {
    assertThat(AudienceConfig.readAll(new ConfigFiles(dir, Map.of()))).isEmpty();
  }

  @Test
  void the_packaged_audiences_are_valid() {
    assertThat(AudienceConfig.readAll(new ConfigFiles(Path.of("../conf"), Map.of())))
        .extracting(AudienceConfig::name)
        .containsExactly("abandoned_cart", "lapsed_high_value");
  }

  private static AudienceConfig read(String text) {
    return AudienceConfig.read(YamlNode.parse(text, "audiences/buyers.yml"));
  }
}
