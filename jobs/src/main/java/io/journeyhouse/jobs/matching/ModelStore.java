package io.journeyhouse.jobs.matching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Models in a folder, numbered from 1 and never changed: {@code model-1.json} for people to read,
 * and beside it {@code model-1.frequencies}, how often each frequent value occurs. Values stand
 * there as hashes. A model is there once its JSON is.
 */
public final class ModelStore {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Pattern NAME = Pattern.compile("model-(\\d{1,9})\\.json");

  private final SparkSession spark;
  private final Path folder;

  public ModelStore(SparkSession spark, String folder) {
    this.spark = spark;
    this.folder = new Path(folder);
  }

  /** The number of the newest model; empty where there is none. */
  public OptionalInt newest() {
    try {
      FileSystem files = files();
      if (!files.exists(folder)) {
        return OptionalInt.empty();
      }
      return Arrays.stream(files.listStatus(folder))
          .map(FileStatus::getPath)
          .map(path -> NAME.matcher(path.getName()))
          .filter(Matcher::matches)
          .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
          .max();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps a model under the next number, which is returned. */
  public int add(Model model) {
    int version = newest().orElse(0) + 1;
    spark
        .createDataset(
            model.frequencies().entries(), Encoders.tuple(Encoders.LONG(), Encoders.LONG()))
        .toDF("value_hash", "records")
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(frequencies(version).toString());
    // under another name first: a file that a killed process began is no model
    Path begun = new Path(folder, "model-" + version + ".json.begun");
    try {
      try (OutputStream out = files().create(begun, true)) {
        JSON.writeValue(out, tree(model));
      }
      if (!files().rename(begun, json(version))) {
        throw new IOException(json(version) + " cannot be written");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return version;
  }

  /** A model that was kept. */
  public Model read(int version) {
    try (InputStream in = files().open(json(version))) {
      return model(JSON.readTree(in), version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode tree(Model model) {
    ObjectNode tree = JSON.createObjectNode();
    ArrayNode sources = tree.putArray("sources");
    model.sources().forEach(sources::add);
    tree.set("chance_of_one_person", JSON.valueToTree(model.priors()));
    tree.set("chance_of_one_household", JSON.valueToTree(model.relatives()));
    ArrayNode keys = tree.putArray("compared_where_they_agree_on");
    model.describedKeys().forEach(keys::add);
    tree.put("weighs_rarity", model.weighsRarity());
    tree.put("rarest_value_counted", model.frequencies().least());
    ArrayNode fields = tree.putArray("fields");
    for (int f = 0; f < model.fields().size(); f++) {
      Field field = model.fields().get(f);
      FieldWeights weights = model.weights().get(f);
      ObjectNode node =
          fields
              .addObject()
              .put("name", field.name())
              .put("kind", field.kind().word())
              .put("values", model.frequencies().totals()[f]);
      ArrayNode levels = node.putArray("levels");
      List<String> labels = field.kind().comparison().labels();
      for (int level = 1; level <= labels.size(); level++) {
        ObjectNode ofLevel =
            levels
                .addObject()
                .put("level", labels.get(level - 1))
                .put("bits", weights.bits(level))
                .put("of_one_person", weights.m()[level])
                .put("of_strangers", weights.u()[level])
                .put("of_one_household", weights.r()[level]);
        int as = weights.weighedAs()[level];
        if (as != level) {
          ofLevel.put("too_rare_so_weighed_as", labels.get(as - 1));
        }
      }
    }
    return tree;
  }

  private Model model(JsonNode tree, int version) {
    List<Field> fields = new ArrayList<>();
    List<FieldWeights> weights = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    for (JsonNode node : tree.get("fields")) {
      FieldKind kind = FieldKind.of(node.get("kind").asText());
      fields.add(new Field(node.get("name").asText(), kind));
      totals.add(node.get("values").asLong());
      JsonNode levels = node.get("levels");
      weights.add(
          new FieldWeights(
              chances(levels, "of_one_person"),
              chances(levels, "of_strangers"),
              chances(levels, "of_one_household"),
              weighedAs(levels, kind.comparison().labels())));
    }
    List<Row> entries = spark.read().parquet(frequencies(version).toString()).collectAsList();
    return new Model(
        fields,
        texts(tree.get("sources")),
        true,
        tree.get("weighs_rarity").asBoolean(),
        matrix(tree.get("chance_of_one_person")),
        matrix(tree.get("chance_of_one_household")),
        weights,
        keys(texts(tree.get("compared_where_they_agree_on")), fields),
        new Frequencies(
            totals.stream().mapToLong(Long::longValue).toArray(),
            entries.stream().mapToLong(row -> row.getLong(0)).toArray(),
            entries.stream().mapToLong(row -> row.getLong(1)).toArray(),
            tree.get("rarest_value_counted").asLong()));
  }

  private static double[] chances(JsonNode levels, String which) {
    double[] chances = new double[levels.size() + 1];
    for (int level = 1; level < chances.length; level++) {
      chances[level] = levels.get(level - 1).get(which).asDouble();
    }
    return chances;
  }

  private static int[] weighedAs(JsonNode levels, List<String> labels) {
    int[] as = new int[levels.size() + 1];
    for (int level = 1; level < as.length; level++) {
      JsonNode other = levels.get(level - 1).get("too_rare_so_weighed_as");
      as[level] = other == null ? level : labels.indexOf(other.asText()) + 1;
    }
    return as;
  }

  private static double[][] matrix(JsonNode rows) {
    return IntStream.range(0, rows.size())
        .mapToObj(
            i ->
                IntStream.range(0, rows.size())
                    .mapToDouble(j -> rows.get(i).get(j).asDouble())
                    .toArray())
        .toArray(double[][]::new);
  }

  private static List<BlockingKey> keys(List<String> described, List<Field> fields) {
    Map<String, KeyPart> parts =
        KeyPart.of(fields).stream()
            .collect(Collectors.toMap(part -> part.describe(fields), Function.identity()));
    return described.stream()
        .map(key -> Arrays.stream(key.split(Pattern.quote(BlockingKey.AND))).map(parts::get))
        .map(all -> new BlockingKey(all.toList()))
        .toList();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private Path json(int version) {
    return new Path(folder, "model-" + version + ".json");
  }

  private Path frequencies(int version) {
    return new Path(folder, "model-" + version + ".frequencies");
  }

  private FileSystem files() throws IOException {
    return folder.getFileSystem(spark.sessionState().newHadoopConf());
  }
}
