package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.sql.LakeQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Answers a query over the tables. */
@Command(
    name = "sql",
    sortOptions = false,
    description = "Query the tables by name; rows go to standard output.",
    footer = {
      "",
      "Examples:",
      "  journeyhouse sql -w demo -e \"select count(*) from gold.dim_customer where is_current\"",
      "  journeyhouse sql -w demo --format csv -f question.sql > answer.csv"
    })
final class SqlCommand implements Callable<Integer> {
  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Mixin private final CommonOptions common = new CommonOptions();

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Query query;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json",
      description = "How the rows are written (default: ${DEFAULT-VALUE}).")
  private RowFormat format = RowFormat.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      description = "The most rows to write (default: 100 for table, all for csv and json).")
  private @Nullable Integer limit;

  /** The query's text, or the file that it is in. */
  static final class Query {
    @Option(
        names = {"-e", "--execute"},
        paramLabel = "QUERY",
        description = "The query.")
    private @Nullable String text;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "A file with the query.")
    private @Nullable Path file;
  }

  SqlCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    String text = text();
    if (limit != null && limit < 1) {
      throw new ParameterException(command.commandLine(), "--limit must be 1 or more");
    }
    RowFormat as = common.json() ? RowFormat.JSON : format;
    try (OpenWorkspace workspace =
        OpenWorkspace.open(common.workspace(), "sql", common.verbose(), console)) {
      console.status("starting Spark");
      Lake lake = workspace.lake();
      console.status(null);
      Dataset<Row> rows = rows(lake, text);
      boolean more = as.write(rows, limit, console.out());
      if (more) {
        console.line("there are more rows; --limit N shows them");
      }
      return 0;
    }
  }

  private static Dataset<Row> rows(Lake lake, String text) {
    try {
      return LakeQuery.rows(lake, text, Map.of());
    } catch (JourneyhouseException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof AnalysisException wrong) {
        throw Errors.of(
            ErrorCode.USAGE,
            "the query cannot be answered: " + firstLine(wrong),
            "correct the query; the tables are: " + names(lake.tables()),
            e);
      }
      throw e;
    }
  }

  private static String names(List<TableName> tables) {
    return tables.isEmpty()
        ? "none yet, run something first"
        : tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
  }

  private static String firstLine(Exception thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
  }

  private String text() throws IOException {
    if (query.text != null) {
      return query.text;
    }
    Path file = java.util.Objects.requireNonNull(query.file);
    if (!Files.isReadable(file)) {
      throw new ParameterException(command.commandLine(), "there is no file " + file);
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
