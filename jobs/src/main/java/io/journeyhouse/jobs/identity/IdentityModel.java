package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;

import io.journeyhouse.jobs.matching.Field;
import io.journeyhouse.jobs.matching.Model;
import io.journeyhouse.jobs.matching.ModelMatching;
import io.journeyhouse.jobs.matching.ModelStore;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The model of a lake: learned once there are records enough, and then kept. */
final class IdentityModel {
  private static final String FOLDER = "_models/identity";

  private final IdentityConfig config;
  private final String lake;

  /** Models never change, and several steps of a night ask for the same one. */
  private final Map<Integer, Model> read = new ConcurrentHashMap<>();

  /**
   * A model that is there.
   *
   * @param version its number, from 1
   */
  record Known(int version, ModelMatching matching) {}

  /**
   * @param lake the folder of the tables, absolute
   */
  IdentityModel(IdentityConfig config, String lake) {
    this.config = config;
    this.lake = lake;
  }

  /** The newest model's number; empty where none was learned yet. */
  OptionalInt version(SparkSession spark) {
    return store(spark).newest();
  }

  /**
   * The newest model; empty where none was learned yet.
   *
   * @param records {@code gold.identity_record}
   */
  Optional<Known> newest(Dataset<Row> records) {
    OptionalInt version = version(records.sparkSession());
    if (version.isEmpty()) {
      return Optional.empty();
    }
    Model model =
        read.computeIfAbsent(
            version.getAsInt(), number -> store(records.sparkSession()).read(number));
    return Optional.of(
        new Known(
            version.getAsInt(), new ModelMatching(model, sources(records), config.settings())));
  }

  /** The newest model; where there is none it is learned, if there are enough records. */
  Optional<Known> learned(Dataset<Row> records) {
    if (version(records.sparkSession()).isEmpty()) {
      learn(records);
    }
    return newest(records);
  }

  /**
   * Learns a model from the records as they are now, and keeps it as the newest.
   *
   * @param records {@code gold.identity_record}
   * @return its number, empty where the records are too few or cannot be compared
   */
  OptionalInt learn(Dataset<Row> records) {
    Dataset<Row> comparable = records.where(col("is_comparable"));
    List<Field> fields =
        config.fields().entrySet().stream()
            .map(field -> new Field(field.getKey(), field.getValue()))
            .toList();
    if (fields.isEmpty() || comparable.count() < config.settings().records()) {
      return OptionalInt.empty();
    }
    Model model = ModelMatching.learn(comparable, fields, sources(comparable), config.settings());
    return model.isLearned()
        ? OptionalInt.of(store(records.sparkSession()).add(model))
        : OptionalInt.empty();
  }

  private ModelStore store(SparkSession spark) {
    return new ModelStore(spark, lake + "/" + FOLDER);
  }

  /** Names of the sources of records. */
  static List<String> sources(Dataset<Row> records) {
    return records
        .select("source")
        .distinct()
        .orderBy("source")
        .as(Encoders.STRING())
        .collectAsList();
  }
}
