package io.journeyhouse.bench.identity;

import io.journeyhouse.bench.identity.Address.City;
import io.journeyhouse.bench.identity.Address.PostalArea;
import io.journeyhouse.bench.identity.Address.Street;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Cities with postal codes with streets, as many as the people need. */
final class Geography {
  private static final int LEAST_PEOPLE = 2000;
  private static final int MOST_PEOPLE = 8000;
  private static final int SHORTEST_STREET = 20;
  private static final int LONGEST_STREET = 200;
  private static final int MOST_AREAS = 40;
  private static final int FIRST_CODE = 10_000;
  private static final int CODES = 90_000;

  /** Households have 2.1 people, and some houses more than one household. */
  private static final double PEOPLE_PER_ADDRESS = 2.6;

  private final Weighted<String> streetNames = Weighted.zipf(Words.of("streets.txt"), 10, 0.8);
  private final Weighted<List<String>> streetTypes =
      Weighted.zipf(Words.table("street-types.txt"), 1, 1);
  private final List<PostalArea> areas = new ArrayList<>();
  private final Weighted<PostalArea> byPeople;

  Geography(Dice dice, long people) {
    List<String> names = Words.composed("city-parts.txt");
    List<String> areaCodes = Words.of("area-codes.txt");
    long settled = 0;
    while (settled < people) {
      City city = new City(dice.pick(names), dice.pick(areaCodes), areas.size(), cityAreas(dice));
      for (int i = 0; i < city.areas() && settled < people; i++) {
        PostalArea area = area(dice, city);
        areas.add(area);
        settled += area.people();
      }
    }
    byPeople = Weighted.by(areas, PostalArea::people);
  }

  Address anywhere(Dice dice) {
    return in(byPeople.pick(dice), dice);
  }

  /** Where somebody goes who lived there. */
  Address movedFrom(Address old, Dice dice) {
    return dice.chance(Rate.MOVED_WITHIN_CITY) ? in(sameCity(old, dice), dice) : anywhere(dice);
  }

  private PostalArea sameCity(Address old, Dice dice) {
    City city = old.area().city();
    int last = Math.min(city.firstArea() + city.areas(), areas.size()) - 1;
    return areas.get(dice.between(city.firstArea(), last));
  }

  private static Address in(PostalArea area, Dice dice) {
    Street street = area.streets().pick(dice);
    return new Address(dice.between(1, street.addresses()), street.name(), area);
  }

  /** Many small towns, few large cities. */
  private static int cityAreas(Dice dice) {
    return (int) Math.min(MOST_AREAS, 1 / (1 - dice.unit()));
  }

  private PostalArea area(Dice dice, City city) {
    int people = dice.logBetween(LEAST_PEOPLE, MOST_PEOPLE);
    List<Street> streets = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (double addresses = people / PEOPLE_PER_ADDRESS; addresses > 0; ) {
      String name = streetNames.pick(dice) + " " + streetTypes.pick(dice).get(0);
      if (taken.add(name)) {
        Street street = new Street(name, dice.logBetween(SHORTEST_STREET, LONGEST_STREET));
        streets.add(street);
        addresses -= street.addresses();
      }
    }
    String code = String.valueOf(FIRST_CODE + areas.size() % CODES);
    return new PostalArea(code, people, city, Weighted.by(streets, Street::addresses));
  }
}
