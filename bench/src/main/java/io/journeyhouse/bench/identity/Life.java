package io.journeyhouse.bench.identity;

/** How somebody lives, from the round of the first record to a later one. */
final class Life {
  /** Of those who can move with their household, so that with it {@link Rate#MOVED} do. */
  private static final double MOVES_ALONE =
      (Rate.MOVED.planned - Rate.MOVED_TOGETHER.planned) / (1 - Rate.MOVED_TOGETHER.planned);

  private static final int NEVER = 0;

  private final World world;
  private final Household household;
  private final Person person;
  private final int renamedBefore;
  private int round;
  private Address home;
  private boolean hasLeft;
  private int phones;
  private int emails;
  private String emailSurname;

  private Life(World world, Household household, Person person) {
    this.world = world;
    this.household = household;
    this.person = person;
    round = person.firstRound();
    home = household.homeAt(round, world);
    renamedBefore = renamedBefore();
    emailSurname = surname();
  }

  /** At the time of a record; counts what changed since the one before. */
  static Life at(World world, Household household, Person person, int record, Tally tally) {
    Life life = new Life(world, household, person);
    for (int past = 1; past < record; past++) {
      life.goOn();
    }
    if (record > 0) {
      life.goOn(tally);
    }
    return life;
  }

  Address home() {
    return home;
  }

  boolean hasLeft() {
    return hasLeft;
  }

  /** How many telephones came before. */
  int phones() {
    return phones;
  }

  /** How many e-mail addresses came before. */
  int emails() {
    return emails;
  }

  /** The surname when the e-mail address was made. */
  String emailSurname() {
    return emailSurname;
  }

  String surname() {
    return round < renamedBefore ? person.formerSurname() : person.surname();
  }

  private void goOn(Tally tally) {
    Address oldHome = home;
    int oldPhones = phones;
    int oldEmails = emails;
    goOn();
    boolean moved = !home.equals(oldHome);
    tally.count(Rate.MOVED_TOGETHER, moved && !hasLeft);
    tally.count(Rate.NEW_PHONE, phones > oldPhones);
    tally.count(Rate.NEW_EMAIL, emails > oldEmails);
    if (moved) {
      tally.count(Rate.MOVED_WITHIN_CITY, home.area().city().equals(oldHome.area().city()));
    }
    if (person.isAdult()) {
      tally.count(Rate.MOVED, moved);
      tally.count(renaming(), round == renamedBefore);
    }
  }

  private void goOn() {
    round++;
    Dice dice = world.dice(Dice.For.LIFE, person.id(), round);
    move(dice);
    phones += dice.chance(Rate.NEW_PHONE) ? 1 : 0;
    if (dice.chance(Rate.NEW_EMAIL)) {
      emails++;
      emailSurname = surname();
    }
  }

  private void move(Dice dice) {
    if (!hasLeft && household.movedBefore(round, world)) {
      home = household.movedFrom(home, round, world);
    } else if (person.isAdult() && dice.chance(movesAlone())) {
      hasLeft = true;
      home = world.geography.movedFrom(home, dice);
    }
  }

  private double movesAlone() {
    return hasLeft || !household.movesTogether() ? Rate.MOVED.planned : MOVES_ALONE;
  }

  private int renamedBefore() {
    if (person.isAdult()) {
      Dice dice = world.dice(Dice.For.RENAMING, person.id(), 0);
      for (int next = 1; next < person.records(); next++) {
        if (dice.chance(renaming())) {
          return person.firstRound() + next;
        }
      }
    }
    return NEVER;
  }

  private Rate renaming() {
    return person.isFemale() ? Rate.RENAMED_WOMAN : Rate.RENAMED_MAN;
  }
}
