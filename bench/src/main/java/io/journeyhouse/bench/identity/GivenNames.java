package io.journeyhouse.bench.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Given names by gender and decade of birth: each has its time, and a long tail has none. */
final class GivenNames {
  private static final int FIRST_DECADE = 1920;
  private static final int LAST_DECADE = 2020;

  /** Lets the most frequent name have 3 or 4 of 100 girls or boys in its time. */
  private static final int FLAT_RANKS = 1;

  /** Of every composed name: together they name one person in 20. */
  private static final int RARE_RANK = 700;

  private static final int NO_PEAK = Integer.MAX_VALUE;

  /** Years until a name has lost two thirds of its fashion. */
  private static final double FASHION = 20;

  /** What remains of a name outside its time. */
  private static final double TIMELESS = 0.25;

  private final List<Weighted<Name>> female;
  private final List<Weighted<Name>> male;

  GivenNames() {
    female = byDecade("given-female.txt", "given-female-parts.txt");
    male = byDecade("given-male.txt", "given-male-parts.txt");
  }

  String pick(Dice dice, boolean isFemale, int yearOfBirth) {
    int decade = Math.floorDiv(yearOfBirth - FIRST_DECADE, 10);
    List<Weighted<Name>> names = isFemale ? female : male;
    return names.get(Math.max(0, Math.min(decade, names.size() - 1))).pick(dice).text();
  }

  /** A name that none of these has. */
  String pickOther(Dice dice, boolean isFemale, int yearOfBirth, Set<String> taken) {
    while (true) {
      String name = pick(dice, isFemale, yearOfBirth);
      if (!taken.contains(name)) {
        return name;
      }
    }
  }

  private record Name(String text, int rank, int peak) {
    double weight(int year) {
      double distance = (year - peak) / FASHION;
      double fashion = StrictMath.exp(-distance * distance);
      return Weighted.zipf(rank, FLAT_RANKS, 1) * (TIMELESS + fashion);
    }
  }

  private static List<Weighted<Name>> byDecade(String file, String partsFile) {
    List<Name> names = new ArrayList<>();
    for (List<String> line : Words.table(file)) {
      int peak = Integer.parseInt(line.get(0));
      for (int i = 1; i < line.size(); i++) {
        names.add(new Name(line.get(i), i - 1, peak));
      }
    }
    for (String rare : Words.composed(partsFile)) {
      names.add(new Name(rare, RARE_RANK, NO_PEAK));
    }
    List<Weighted<Name>> decades = new ArrayList<>();
    for (int decade = FIRST_DECADE; decade <= LAST_DECADE; decade += 10) {
      int middle = decade + 5;
      decades.add(Weighted.by(names, name -> name.weight(middle)));
    }
    return decades;
  }
}
