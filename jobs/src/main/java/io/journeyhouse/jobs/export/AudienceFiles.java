package io.journeyhouse.jobs.export;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** Writes the files of all audiences as of the end of a window, in one pass over the members. */
final class AudienceFiles {
  private final Path workspace;
  private final List<AudienceConfig> audiences;

  AudienceFiles(Path workspace, List<AudienceConfig> audiences) {
    this.workspace = workspace;
    this.audiences = audiences.stream().sorted(Comparator.comparing(AudienceConfig::name)).toList();
  }

  /** Members of one audience who are held back, by reason, and rows with a name left empty. */
  private record Counts(Map<String, Long> heldBack, long blanked) {}

  /**
   * Writes the files.
   *
   * @param tables gives a table by its name, empty where it was never written
   */
  List<ExportedFile> write(Function<String, Dataset<Row>> tables, DateWindow window) {
    List<Definition> definitions = definitions(tables.apply("audience.segment_membership"), window);
    Dataset<Row> recipients =
        Recipients.of(audiences, tables, window).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<String, Counts> counts = counts(recipients);
      Iterator<Row> rows =
          recipients
              .where(col(Recipients.HELD_BACK).isNull())
              .orderBy("audience", "customer_id")
              .select(
                  col("customer_id"),
                  col(Recipients.ADDRESS),
                  col("given_name"),
                  col("family_name"),
                  date_format(col("entered_at"), "yyyy-MM-dd'T'HH:mm:ss'Z'"),
                  col("audience"))
              .toLocalIterator();
      AudienceRows all = new AudienceRows(rows);
      List<ExportedFile> files = new ArrayList<>();
      for (Definition definition : definitions) {
        String name = definition.audience().name();
        Counts held = counts.getOrDefault(name, new Counts(noneHeldBack(), 0));
        files.add(
            new AudienceFile(workspace, definition, window)
                .write(all.of(name), held.heldBack(), held.blanked()));
      }
      return files;
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.STORAGE_FAILED,
          "exports/ in the workspace cannot be written (" + e.getClass().getSimpleName() + ")",
          "see that the disk has room and the folder is writable, then run the same command again",
          e);
    } finally {
      recipients.unpersist(false);
    }
  }

  /** The definitions by which the standing members were found, which must be today's. */
  private List<Definition> definitions(Dataset<Row> membership, DateWindow window) {
    Column stands =
        col("entered_at")
            .leq(window.end())
            .and(col("left_at").isNull().or(col("left_at").gt(window.end())));
    Map<String, Row> last = new HashMap<>();
    membership
        .groupBy("audience")
        .agg(max(struct("version", "definition_hash")).as("last"), max(stands).as("has_members"))
        .collectAsList()
        .forEach(row -> last.put(row.getString(0), row));
    return audiences.stream().map(a -> definition(a, last.get(a.name()))).toList();
  }

  private static Definition definition(AudienceConfig audience, @Nullable Row known) {
    if (known == null) {
      return new Definition(audience, 1);
    }
    Row last = known.getStruct(1);
    if (last.getString(1).equals(audience.definitionHash())) {
      return new Definition(audience, last.getInt(0));
    }
    if (known.getBoolean(2)) {
      throw Errors.of(
          ErrorCode.TABLE_FAILED,
          audience.where()
              + ": "
              + audience.name()
              + " was changed after its members were found, so they may not fit it any more",
          "run the audience pipeline for the same date again (--pipeline audience --rerun), then"
              + " the export");
    }
    return new Definition(audience, last.getInt(0) + 1);
  }

  private static Map<String, Counts> counts(Dataset<Row> recipients) {
    Map<String, Counts> counts = new HashMap<>();
    recipients
        .groupBy("audience", Recipients.HELD_BACK)
        .agg(
            count(lit(1)).as("n"),
            coalesce(sum(col(Recipients.BLANKED).cast("long")), lit(0L)).as("blanked"))
        .collectAsList()
        .forEach(
            row -> {
              Counts before = counts.getOrDefault(row.getString(0), new Counts(noneHeldBack(), 0));
              if (row.isNullAt(1)) {
                counts.put(row.getString(0), new Counts(before.heldBack(), row.getLong(3)));
              } else {
                before.heldBack().put(row.getString(1), row.getLong(2));
                counts.put(row.getString(0), before);
              }
            });
    return counts;
  }

  private static Map<String, Long> noneHeldBack() {
    Map<String, Long> none = new LinkedHashMap<>();
    for (HeldBack reason : HeldBack.values()) {
      none.put(reason.word(), 0L);
    }
    return none;
  }
}
