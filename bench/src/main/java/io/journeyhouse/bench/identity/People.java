package io.journeyhouse.bench.identity;

import io.journeyhouse.bench.identity.Population.Entry;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes a CSV file of person records with the truth whose each is, and prints how often what was
 * meant to happen and did.
 */
public final class People {
  private final int records;
  private final long seed;
  private final Tally tally = new Tally();
  private final Census census = new Census(tally);

  private People(int records, long seed) {
    this.records = records;
    this.seed = seed;
  }

  /**
   * @param args {@code --records N --seed S --out FILE}
   */
  public static void main(String[] args) throws IOException {
    PeopleOptions options = PeopleOptions.of(args);
    long start = System.nanoTime();
    People people = new People(options.records(), options.seed());
    people.write(options.out());
    people.print((System.nanoTime() - start) / 1e9);
  }

  private void write(Path file) throws IOException {
    World world = new World(seed, records);
    Population population = new Population(new Households(world), records, census);
    Clerk clerk = new Clerk(world, tally);
    Shuffle order = new Shuffle(seed, records);
    StringBuilder line = new StringBuilder(Row.HEADER);
    try (Writer out = Files.newBufferedWriter(file)) {
      for (int place = 0; place < records; place++) {
        Entry entry = population.entry(order.at(place));
        Row row = clerk.write(entry.household(), entry.person(), entry.record());
        row.write(line, "R" + (place + 1), "E" + entry.person().id());
        out.append(line);
        line.setLength(0);
      }
    }
  }

  private void print(double seconds) {
    System.out.printf(
        Locale.ROOT,
        "%,d records of %,d people in %,d households, %.1f s%n%n",
        records,
        census.people(),
        census.households(),
        seconds);
    System.out.printf("%-28s %-34s %8s %9s%n", "rate", "of", "planned", "realised");
    for (Rate rate : Rate.values()) {
      System.out.printf(
          Locale.ROOT,
          "%-28s %-34s %8.4f %9.4f%n",
          rate.words(),
          rate.of,
          rate.planned,
          tally.realised(rate));
    }
  }
}
