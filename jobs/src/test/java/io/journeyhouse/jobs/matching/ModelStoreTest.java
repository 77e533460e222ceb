package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.journeyhouse.common.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
class ModelStoreTest {
  @TempDir private Path folder;

  @Test
  void a_model_that_is_read_scores_as_the_one_that_was_kept(SparkSession spark) throws IOException {
    List<Features> records = RandomRecords.of(new Random(4), 60, .2, 2);
    Model model = Models.random(new Random(5), true, 1e-3, Models.frequencies(records, 3));
    ModelStore store = new ModelStore(spark, folder.resolve("models").toString());
    assertThat(store.newest()).isEmpty();
    assertThat(store.add(model)).isEqualTo(1);
    assertThat(store.add(Models.random(new Random(6), true, 1e-2, model.frequencies())))
        .isEqualTo(2);
    assertThat(store.newest()).hasValue(2);

    Model read = store.read(1);
    assertThat(read.keys()).isEqualTo(model.keys());
    assertThat(read.sources()).isEqualTo(model.sources());
    Scorer kept = new Scorer(model);
    Scorer again = new Scorer(read);
    for (Features left : records) {
      for (Features right : records) {
        assertThat(again.bits(left, right)).isEqualTo(kept.bits(left, right));
      }
    }
    // what was begun and not finished is no model
    Files.createDirectories(folder.resolve("models/model-3.frequencies"));
    Files.writeString(folder.resolve("models/model-3.json.begun"), "{");
    assertThat(store.newest()).hasValue(2);
    assertThat(store.add(model)).isEqualTo(3);
    assertThat(store.read(3).keys()).isEqualTo(model.keys());
    assertThat(Files.readString(folder.resolve("models/model-1.json")))
        .contains("\"given_name\"")
        .contains("of_one_household");
  }

  @Test
  void a_source_that_is_new_is_like_the_others(SparkSession spark) {
    Model model = Models.random(new Random(5), true, 1e-3, Models.frequencies(List.of(), 3));
    List<String> known = model.sources();
    assertThat(model.withSources(known)).isSameAs(model);
    Model wider = model.withSources(List.of(known.get(0), "new"));
    int last = known.size();
    assertThat(wider.sources()).hasSize(last + 1).endsWith("new");
    double sum = 0;
    for (int i = 0; i < last; i++) {
      assertThat(wider.priors()[i]).startsWith(model.priors()[i]);
      for (double chance : model.priors()[i]) {
        sum += chance;
      }
    }
    assertThat(wider.priors()[last][last]).isEqualTo(sum / (last * last), within(1e-12));
    assertThat(wider.priors()[last][0]).isEqualTo(wider.priors()[0][last]);
  }
}
