package io.journeyhouse.common.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Street, house number and unit as they are told apart: the same for the common ways to write them,
 * and in whatever order.
 *
 * @param words the name of the street or of what else there is a number of (a post-office box),
 *     shortened and without blanks; empty where there is none
 * @param numbers of house and unit, sorted; empty where there are none
 */
public record StreetLine(String words, String numbers) {
  private static final Pattern PART = Pattern.compile("\\d+(?:st|nd|rd|th)\\b|\\d+|[^\\d ]+");
  private static final Pattern STREET = Pattern.compile("stra(?:ss|ß)e$");

  /** What stands before the number of a unit, and says nothing. */
  private static final Set<String> UNITS =
      Set.of(
          "apartment",
          "apt",
          "bldg",
          "building",
          "flat",
          "floor",
          "fl",
          "lot",
          "no",
          "nr",
          "room",
          "rm",
          "ste",
          "suite",
          "trailer",
          "trlr",
          "unit",
          "whg",
          "wohnung");

  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("avenue", "ave"),
          Map.entry("boulevard", "blvd"),
          Map.entry("circle", "cir"),
          Map.entry("court", "ct"),
          Map.entry("drive", "dr"),
          Map.entry("east", "e"),
          Map.entry("highway", "hwy"),
          Map.entry("lane", "ln"),
          Map.entry("north", "n"),
          Map.entry("parkway", "pkwy"),
          Map.entry("place", "pl"),
          Map.entry("platz", "pl"),
          Map.entry("postfach", "pobox"),
          Map.entry("road", "rd"),
          Map.entry("south", "s"),
          Map.entry("square", "sq"),
          Map.entry("street", "st"),
          Map.entry("terrace", "ter"),
          Map.entry("west", "w"));

  /**
   * Takes a line apart.
   *
   * @param tidy lower-case words of letters and digits with blanks between them
   */
  public static StreetLine of(String tidy) {
    StringBuilder words = new StringBuilder();
    List<String> numbers = new ArrayList<>();
    Matcher parts = PART.matcher(tidy);
    boolean isAfterNumber = false;
    while (parts.find()) {
      String part = parts.group();
      boolean isNumber = part.chars().allMatch(Character::isDigit);
      if (isNumber || isAfterNumber && isLetterOfNumber(part, parts.end() == tidy.length())) {
        numbers.add(part);
      } else if (!UNITS.contains(part)) {
        words.append(STREET.matcher(SHORT.getOrDefault(part, part)).replaceFirst("str"));
      }
      isAfterNumber = isNumber;
    }
    Collections.sort(numbers);
    return new StreetLine(words.toString(), String.join(" ", numbers));
  }

  /** The b of 12b; the n of "12 n main st" is a point of the compass. */
  private static boolean isLetterOfNumber(String part, boolean isLast) {
    return part.length() == 1 && (isLast || "nsew".indexOf(part.charAt(0)) < 0);
  }
}
