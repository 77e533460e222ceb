package io.journeyhouse.jobs.sample;

/** What is true of one person for good, derived from the seed and the person's number. */
final class Person {
  private static final String[] DOMAINS = {
    "example.com", "example.org", "example.net", "mail.example", "post.example"
  };
  private static final int[] MOBILE = {170, 171, 172, 173, 174, 175};
  private static final int[] SECOND_MOBILE = {179, 160, 162, 163, 177, 178};

  final int id;
  final Household household;
  final boolean isFemale;
  final String givenName;
  final String familyName;
  final String marriedName;
  final int bornOnEpochDay;
  final boolean hasRecord;
  final boolean hasLogin;
  final boolean hasCard;
  final boolean hasApp;

  /** Devices of their own, the app's phone not counted. */
  final int browsers;

  /** Known before the world's first day. */
  final boolean isOld;

  /** First day of contact. */
  final int entryDay;

  /** Has given the company's general address instead of an own one. */
  final boolean isGeneric;

  private final int domain;

  Person(World world, int id) {
    this.id = id;
    household = Household.of(world, id);
    Dice dice = world.dice(Dice.For.PERSON, id, 0);
    isFemale = dice.chance(0.52);
    givenName = dice.pick(isFemale ? Words.FEMALE : Words.MALE);
    Dice family = dice.chance(0.75) ? world.dice(Dice.For.PERSON, household.id(), 1) : dice;
    familyName = family.pick(Words.FAMILY);
    marriedName = dice.pick(Words.FAMILY);
    bornOnEpochDay = dice.between(-10_500, 13_500);
    hasRecord = dice.chance(0.93);
    hasLogin = dice.chance(0.65);
    hasCard = dice.chance(0.5);
    hasApp = dice.chance(0.3);
    browsers = dice.between(1, 2);
    isOld = dice.chance(0.6);
    int day = dice.below(world.days.count());
    entryDay = isOld ? 0 : day;
    isGeneric = id % world.genericEvery == world.genericEvery / 2;
    domain = dice.below(DOMAINS.length);
  }

  String number() {
    return number(id);
  }

  static String number(int id) {
    return "P" + (10_000_000 + id);
  }

  String email() {
    return address("");
  }

  /** Another address, of which only one record knows. */
  String otherEmail(int record) {
    return address("x" + record);
  }

  /** The address after the person changed it. */
  String newEmail() {
    return address("n");
  }

  String mobile() {
    return number(MOBILE);
  }

  String newMobile() {
    return number(SECOND_MOBILE);
  }

  String login() {
    return "user" + (100_000 + id);
  }

  /** Thirteen digits, the last a check digit. */
  String card() {
    String digits = "2900" + (10_000_000 + id);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return digits + (10 - sum % 10) % 10;
  }

  /** Slots 0 and 1 are browsers, 2 is the app. */
  long device(World world, int slot) {
    return world.deviceId(id, slot);
  }

  private String address(String tag) {
    return Words.ascii(givenName)
        + "."
        + Words.ascii(familyName)
        + "."
        + Integer.toString(id, 36)
        + tag
        + "@"
        + DOMAINS[domain];
  }

  /** No two persons have the same: the last digits are a bijection of the person's number. */
  private String number(int[] prefixes) {
    long rest = ((long) (id / prefixes.length) * 7919 + 1_234_567) % 10_000_000;
    return "+49" + prefixes[id % prefixes.length] + Long.toString(10_000_000 + rest).substring(1);
  }
}
