package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.matching.Quality;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** How good clusters are, to people and, returned, to machines. */
final class QualityTable {
  private QualityTable() {}

  static Map<String, Object> tell(Console console, Map<Double, Quality> sweep, double cutOffBits) {
    Map<String, Object> result = new LinkedHashMap<>();
    Quality quality = Objects.requireNonNull(sweep.get(cutOffBits));
    result.put("quality", figures(quality));
    Map<String, Object> bySetting = new LinkedHashMap<>();
    console.line("cut-off  precision recall  F1      B-cubed F1  largest");
    sweep.forEach(
        (cutOff, at) -> {
          bySetting.put(String.valueOf(cutOff), figures(at));
          console.line(
              String.format(
                  Locale.ROOT,
                  "%6.0f   %.4f    %.4f  %.4f  %.4f      %,d",
                  cutOff,
                  at.precision(),
                  at.recall(),
                  at.f1(),
                  at.bCubedF1(),
                  at.largestCluster()));
        });
    result.put("sweep", bySetting);
    console.good(
        String.format(
            Locale.ROOT,
            "pairs: precision %.4f, recall %.4f, F1 %.4f; B-cubed: precision %.4f, recall %.4f, F1"
                + " %.4f; largest cluster %,d",
            quality.precision(),
            quality.recall(),
            quality.f1(),
            quality.bCubedPrecision(),
            quality.bCubedRecall(),
            quality.bCubedF1(),
            quality.largestCluster()));
    return result;
  }

  private static Map<String, Object> figures(Quality quality) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("records", quality.records());
    figures.put("entities", quality.entities());
    figures.put("clusters", quality.clusters());
    figures.put("largest_cluster", quality.largestCluster());
    figures.put("precision", quality.precision());
    figures.put("recall", quality.recall());
    figures.put("f1", quality.f1());
    figures.put("b_cubed_precision", quality.bCubedPrecision());
    figures.put("b_cubed_recall", quality.bCubedRecall());
    figures.put("b_cubed_f1", quality.bCubedF1());
    return figures;
  }
}
