package io.journeyhouse.jobs.matching.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.Matching;
import io.journeyhouse.jobs.matching.Quality;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The final clusters of data with known truth, all with the same settings. */
@Tag("reference")
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class ReferenceMatchTest {
  private static final Path DATA = Path.of(System.getenv("REFERENCE_DATA"), "identity");
  private static final double CUT_OFF = MatchSettings.DEFAULT.cutting().cutOffBits();

  private SparkSession spark;

  @BeforeAll
  void generateCode(SparkSession shared) {
    // tens of thousands of rows are worth the generated code that other tests do without
    spark = shared.newSession();
    spark.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    spark.conf().set("spark.sql.codegen.wholeStage", "true");
  }

  @Test
  void historical_figures() {
    Quality quality =
        quality(
            "historical_50k", "splink_historical_50k/historical_figures_with_errors_50k.parquet");
    assertThat(quality.f1()).isGreaterThan(.90);
    assertThat(quality.bCubedF1()).isGreaterThan(.92);
  }

  @Test
  void febrl() {
    assertThat(quality("febrl1", "febrl/dataset1.csv").f1()).isEqualTo(1);
    assertThat(quality("febrl2", "febrl/dataset2.csv").f1()).isGreaterThanOrEqualTo(.999);
    assertThat(quality("febrl3", "febrl/dataset3.csv").f1()).isGreaterThanOrEqualTo(.9995);
  }

  @Test
  void made_up_people_with_many_missing_values() {
    assertThat(quality("fake_1000", "splink_fake_1000/fake_1000.csv").f1()).isGreaterThan(.95);
  }

  @Test
  void two_sources_without_a_common_birth_date_or_address() {
    Quality quality =
        quality(
            "easylink_2020",
            "easylink_pseudopeople/input_file_ssa_2020.parquet",
            "easylink_pseudopeople/input_file_w2_2020.parquet");
    assertThat(quality.f1()).isGreaterThan(.985);
  }

  private Quality quality(String map, String... files) {
    List<Path> paths = Stream.of(files).map(DATA::resolve).toList();
    MatchFiles records =
        MatchFiles.read(
            spark,
            MatchMap.read(Path.of("../conf/examples/identity/" + map + ".yml")),
            paths,
            Optional.empty());
    try (Matching matching =
            Matching.of(
                records.rows(),
                records.fields(),
                records.sources(),
                MatchSettings.DEFAULT,
                status -> {});
        Clusters clusters = matching.cut(CUT_OFF)) {
      return clusters.quality(records.truth()).get(CUT_OFF);
    } finally {
      records.rows().unpersist();
    }
  }
}
