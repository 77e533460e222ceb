package io.journeyhouse.jobs.sample;

/**
 * Neighbouring person numbers that live together. Each {@link #GROUP} numbers are cut into
 * households of one to four, so a person's is found without the others'.
 */
record Household(int id, int first, int size, boolean hasTablet, boolean hasLandline) {
  static final int GROUP = 12;

  static Household of(World world, int person) {
    int group = person / GROUP;
    Dice dice = world.dice(Dice.For.HOUSEHOLD, group, 0);
    int first = group * GROUP;
    while (true) {
      int size = Math.min(size(dice), group * GROUP + GROUP - first);
      size = Math.min(size, world.customers - first);
      boolean hasTablet = dice.chance(0.25) && size > 1;
      // few: a landline that two records share makes one customer of two persons
      boolean hasLandline = dice.chance(0.0015) && size > 1;
      if (person < first + size) {
        return new Household(first, first, size, hasTablet, hasLandline);
      }
      first += size;
    }
  }

  private static int size(Dice dice) {
    int draw = dice.below(100);
    return draw < 42 ? 1 : draw < 75 ? 2 : draw < 88 ? 3 : 4;
  }

  String number() {
    return "H" + (1_000_000 + id);
  }

  long tablet(World world) {
    return world.deviceId(0x20000000L + id, 0);
  }

  /** The telephone of all who live there. */
  String landline() {
    return "+49 30 2312" + Integer.toString(10_000 + id % 10_000).substring(1);
  }

  record Address(String street, int houseNumber, String postalCode, String city) {
    static Address of(World world, int household, int move) {
      Dice dice = world.dice(Dice.For.ADDRESS, household, move);
      String[] city = dice.pick(Words.CITIES);
      String rest = String.valueOf(1000 + dice.below(1000)).substring(1);
      return new Address(
          dice.pick(Words.STREETS).replace('-', ' '),
          dice.between(1, 140),
          city[0] + rest,
          city[1].replace('-', ' '));
    }
  }
}
