package io.journeyhouse.jobs.nightly;

import io.journeyhouse.common.lake.GuardedS3LogStore;
import io.journeyhouse.common.lake.SparkSessions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** One of two processes that race for the commits of a table, round by round. */
final class S3Racer {
  private S3Racer() {}

  /**
   * @param args its name, the other's, rounds, the folder where they meet, the folder on S3, then
   *     settings as {@code key=value}
   */
  public static void main(String[] args) throws Exception {
    String name = args[0];
    String other = args[1];
    int rounds = Integer.parseInt(args[2]);
    Path meeting = Path.of(args[3]);
    String folder = args[4];
    Map<String, String> settings = new TreeMap<>(Map.of("spark.master", "local[1]"));
    for (String setting : List.of(args).subList(5, args.length)) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    SparkSession spark = SparkSessions.create(settings);
    Configuration hadoop = spark.sessionState().newHadoopConf();
    GuardedS3LogStore store = new GuardedS3LogStore(hadoop);
    List<String> won = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      meet(meeting, "put-" + round, name, other);
      var path = new org.apache.hadoop.fs.Path(folder + "/puts/" + round + ".json");
      try {
        store.write(path, List.of(name).iterator(), false, hadoop);
        won.add(String.valueOf(round));
      } catch (FileAlreadyExistsException e) {
        // the other was faster
      }
    }
    Files.write(meeting.resolve("won-" + name), won);
    for (int round = 0; round < rounds; round++) {
      meet(meeting, "append-" + round, name, other);
      spark
          .range(round, round + 1)
          .select(functions.col("id"), functions.lit(name).as("writer"))
          .write()
          .format("delta")
          .mode("append")
          .save(folder + "/table");
    }
    spark.stop();
  }

  private static void meet(Path meeting, String what, String name, String other)
      throws IOException, InterruptedException {
    Files.createFile(meeting.resolve(what + "-" + name));
    while (!Files.exists(meeting.resolve(what + "-" + other))) {
      Thread.sleep(0, 100_000);
    }
  }
}
