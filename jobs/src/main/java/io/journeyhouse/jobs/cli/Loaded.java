package io.journeyhouse.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.jobs.ingest.Landing;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A file that was loaded.
 *
 * @param counts whether its rows are still there
 */
record Loaded(String source, String path, boolean counts) {
  private static final TableName TABLE = TableName.of("ops.landed_file");

  /**
   * Finds the one file that a person means.
   *
   * @throws io.journeyhouse.common.error.JourneyhouseException where there is none, or several
   */
  static Loaded find(OpenWorkspace workspace, String file, @Nullable String source) {
    Path home = workspace.workspace().dir();
    Path absolute = Path.of(file).toAbsolutePath().normalize();
    String inside = absolute.startsWith(home) ? home.relativize(absolute).toString() : file;
    List<Loaded> found =
        workspace
            .lake()
            .rows(workspace.contracts().get(TABLE))
            .where(col("path").isin(file, inside))
            .groupBy("source", "path")
            .agg(max(col("withdrawn_by").isNull()).as("counts"))
            .orderBy("source", "path")
            .collectAsList()
            .stream()
            .map(Loaded::of)
            .filter(one -> source == null || one.source().equals(source))
            .toList();
    if (found.isEmpty()) {
      throw Errors.of(
          ErrorCode.USAGE,
          file + " was never loaded" + (source == null ? "" : " by source " + source),
          "name it as ops.landed_file does: journeyhouse sql -w "
              + home
              + " -e \"select source, path from ops.landed_file\"");
    }
    if (found.size() > 1) {
      throw Errors.of(
          ErrorCode.USAGE,
          file + " was loaded by several sources",
          "say which: --source "
              + found.stream().map(Loaded::source).collect(Collectors.joining(" or ")));
    }
    return found.get(0);
  }

  private static Loaded of(Row row) {
    return new Loaded(row.getString(0), row.getString(1), row.getBoolean(2));
  }

  /** Refuses to take back what is not there, and to replace it by what could not be loaded. */
  void refuseUnlessWithdrawable(OpenWorkspace open, RunLog log, boolean replace) {
    if (!replace && !counts) {
      throw Errors.of(
          ErrorCode.USAGE,
          path + " was withdrawn before",
          "nothing is left to do; source replace loads it again");
    }
    Workspace workspace = open.workspace();
    SourceConfig config = workspace.source(source);
    if (replace && !Landing.files(workspace, config, LocalDate.MAX).contains(path)) {
      throw Errors.of(
          ErrorCode.USAGE,
          path + " is not there to be loaded",
          "deliver it under the same name, or take the loaded one back: source retract");
    }
    if (replace) {
      // before anything is taken out: a withdrawal that cannot end would hold up all later runs
      Landing.tryOut(workspace, config, path, open.lake(), open.contracts(), log);
    }
  }
}
