package io.journeyhouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the whole pipeline on sample worlds of growing size: the full build of 90 days in one
 * window, then the next day. Prints rows per second of each table, total seconds, peak memory, the
 * growth exponent between sizes and the next day's share of the full build's time.
 */
public final class ScaleBench {
  private static final int DAYS = 90;
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path launcher;
  private final Path folder;

  private ScaleBench(Path launcher, Path folder) {
    this.launcher = launcher;
    this.folder = folder;
  }

  /** What one process took. */
  private record Timed(double seconds, long peakMegabytes) {}

  /** One run over a window. */
  private record Run(Timed process, Map<String, JsonNode> tables) {
    double seconds(String table) {
      return result(table).path("seconds").asDouble();
    }

    long rows(String table) {
      return result(table).path("rowsIn").asLong();
    }

    private JsonNode result(String table) {
      return tables.getOrDefault(table, MissingNode.getInstance());
    }
  }

  /** One size of the world. */
  private record Size(int customers, Timed generated, Run full, Run nextDay) {}

  /**
   * @param args the launcher, a folder for the worlds, and the numbers of customers, smallest first
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    ScaleBench bench = new ScaleBench(Path.of(args[0]), Path.of(args[1]));
    List<Size> sizes = new ArrayList<>();
    for (String customers : Arrays.asList(args).subList(2, args.length)) {
      sizes.add(bench.measure(Integer.parseInt(customers)));
      print(sizes);
    }
  }

  private Size measure(int customers) throws IOException, InterruptedException {
    Path workspace = folder.resolve("world-" + customers);
    journeyhouse("init", "-w", workspace.toString());
    Timed generated =
        journeyhouse(
            "generate",
            "--customers",
            String.valueOf(customers),
            "--days",
            String.valueOf(DAYS + 1),
            "--seed",
            "1",
            "--start",
            FIRST.toString(),
            "--out",
            workspace.resolve("data").toString());
    LocalDate last = FIRST.plusDays(DAYS - 1);
    Run full = run(workspace, "run", "--from", FIRST.toString(), "--to", last.toString());
    Run next = run(workspace, "run", "--date", last.plusDays(1).toString());
    return new Size(customers, generated, full, next);
  }

  private Run run(Path workspace, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(1, List.of("-w", workspace.toString()));
    Timed process = journeyhouse(all.toArray(String[]::new));
    Map<String, JsonNode> tables = new LinkedHashMap<>();
    JsonNode results = JSON.readTree(workspace.resolve("run-results.json").toFile());
    results.path("tables").forEach(table -> tables.put(table.path("table").asText(), table));
    return new Run(process, tables);
  }

  private Timed journeyhouse(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(Arrays.asList(arguments));
    System.err.println("== " + String.join(" ", command));
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).inheritIO().start();
    long peak = 0;
    while (!process.waitFor(200, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peakMemory(process.pid()));
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
    return new Timed((System.nanoTime() - start) / 1e9, peak);
  }

  /** The launcher becomes the JVM, so its own high-water mark is the run's. */
  private static long peakMemory(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // it has just ended
    }
  }

  private static void print(List<Size> sizes) {
    Size last = sizes.get(sizes.size() - 1);
    System.out.printf(
        Locale.ROOT,
        "%n%,d customers: generated in %.1f s%n",
        last.customers(),
        last.generated().seconds());
    System.out.printf(
        "%-34s %12s %8s %10s %8s %8s%n", "table", "rows in", "s", "rows/s", "next s", "growth");
    for (String table : last.full().tables().keySet()) {
      double seconds = last.full().seconds(table);
      System.out.printf(
          Locale.ROOT,
          "%-34s %,12d %8.1f %,10.0f %8.1f %8s%n",
          table,
          last.full().rows(table),
          seconds,
          last.full().rows(table) / Math.max(seconds, 0.001),
          last.nextDay().seconds(table),
          exponent(sizes, table));
    }
    double full = last.full().process().seconds();
    double next = last.nextDay().process().seconds();
    System.out.printf(
        Locale.ROOT,
        "full build %.1f s, peak %,d MB; next day %.1f s (%.1f %%), peak %,d MB%n",
        full,
        last.full().process().peakMegabytes(),
        next,
        100 * next / full,
        last.nextDay().process().peakMegabytes());
  }

  /** Slope of seconds over rows between the two largest sizes: 1 is linear. */
  private static String exponent(List<Size> sizes, String table) {
    if (sizes.size() < 2) {
      return "-";
    }
    Run small = sizes.get(sizes.size() - 2).full();
    Run large = sizes.get(sizes.size() - 1).full();
    if (!small.tables().containsKey(table) || small.rows(table) == 0) {
      return "-";
    }
    double rows = Math.log((double) large.rows(table) / small.rows(table));
    double seconds = Math.log(large.seconds(table) / Math.max(small.seconds(table), 0.001));
    return String.format(Locale.ROOT, "%.2f", seconds / rows);
  }
}
