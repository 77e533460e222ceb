package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.Explanation;
import io.journeyhouse.jobs.matching.LinkPath.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Why two records are or are not one person, in lines. */
final class WhyLines {
  private WhyLines() {}

  /** The sum of a comparison, and where it took place. */
  static void tell(Console console, Explanation why) {
    console.line(String.format(Locale.ROOT, "%+7.1f  before anything is known", why.prior()));
    why.fields()
        .forEach(
            field ->
                console.line(
                    String.format(
                        Locale.ROOT,
                        "%+7.1f  %s: %s%s",
                        field.bits(),
                        field.field(),
                        field.level(),
                        Math.abs(field.frequencyBits()) < .05
                            ? ""
                            : String.format(
                                Locale.ROOT, " (%+.1f for its rarity)", field.frequencyBits()))));
    if (why.household() < -.05) {
      console.line(
          String.format(Locale.ROOT, "%+7.1f  they may share a household", why.household()));
    }
    console.line(String.format(Locale.ROOT, "%+7.1f  in all", why.bits()));
    console.line(
        why.keys().isEmpty()
            ? "they agree on no key, so they were not compared directly"
            : "compared because they agree on " + String.join("; ", why.keys()));
  }

  /** The way from one to the other, and where it is weakest. */
  static void tell(Console console, List<Link> path) {
    if (path.isEmpty()) {
      console.line("nothing connects them, directly or by way of others");
      return;
    }
    console.line("the strongest way from one to the other:");
    path.forEach(link -> console.line("  " + inWords(link)));
    if (path.size() > 1) {
      path.stream()
          .min(Comparator.comparingDouble(Link::bits))
          .filter(link -> !isIdentifier(link))
          .ifPresent(weakest -> console.line("  its weakest link: " + inWords(weakest)));
    }
  }

  private static boolean isIdentifier(Link link) {
    return Double.isInfinite(link.bits());
  }

  private static String inWords(Link link) {
    String ends = link.from() + " - " + link.to() + ": " + link.why();
    return isIdentifier(link)
        ? ends
        : ends + String.format(Locale.ROOT, ", %+.1f bits", link.bits());
  }

  /** Pairs with what their fields say, a line each, and the same for machines. */
  static List<Map<String, Object>> tell(
      Console console, String title, Map<Clusters.Pair, Explanation> pairs) {
    console.line(title + ":");
    List<Map<String, Object>> listed = new ArrayList<>();
    pairs.forEach(
        (pair, why) -> {
          console.line(
              String.format(
                  Locale.ROOT,
                  "%+7.1f  %s %s: %s",
                  why.bits(),
                  pair.left(),
                  pair.right(),
                  inBrief(why)));
          listed.add(Map.of("left", pair.left(), "right", pair.right(), "why", why));
        });
    return listed;
  }

  private static String inBrief(Explanation why) {
    return why.fields().stream()
        .filter(field -> !field.level().equals("missing"))
        .map(
            field ->
                String.format(
                    Locale.ROOT, "%s %s %+.1f", field.field(), field.level(), field.bits()))
        .collect(Collectors.joining(", "));
  }
}
