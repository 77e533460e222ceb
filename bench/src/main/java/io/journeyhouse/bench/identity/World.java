package io.journeyhouse.bench.identity;

/** What all people of one file share: the seed, the names and the map. Immutable. */
final class World {
  final long seed;
  final GivenNames givenNames = new GivenNames();
  final Surnames surnames;
  final Geography geography;

  World(long seed, int records) {
    this.seed = seed;
    surnames = new Surnames(dice(Dice.For.SURNAME_RANKS, 0, 0));
    long people = Math.round(records / RecordCount.mean());
    geography = new Geography(dice(Dice.For.GEOGRAPHY, 0, 0), people);
  }

  Dice dice(Dice.For purpose, long a, long b) {
    return new Dice(seed, purpose, a, b);
  }
}
