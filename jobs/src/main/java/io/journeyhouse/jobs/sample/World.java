package io.journeyhouse.jobs.sample;

/** What every part of one world shares: its size, seed, days and products. Immutable. */
final class World {
  final long seed;
  final int customers;
  final Days days;
  final Product[] products;
  final int kiosks;

  /** Every how many persons one has given the company's general e-mail address. */
  final int genericEvery;

  World(SampleOptions options) {
    seed = options.seed();
    customers = options.customers();
    days = new Days(options.start(), options.days());
    products = Product.all(seed);
    kiosks = 1 + customers / 5000;
    genericEvery = Math.max(1, Math.min(500, customers / 12));
  }

  Dice dice(Dice.For purpose, long a, long b) {
    return new Dice(seed, purpose, a, b);
  }

  /** How much of what is usual in 90 days falls into the world. */
  double share() {
    return days.count() / 90.0;
  }

  long kioskDevice(int kiosk) {
    return deviceId(0x40000000L + kiosk, 0);
  }

  long deviceId(long owner, int slot) {
    return Dice.mix(Dice.mix(seed + 11) ^ (owner << 8 | slot));
  }

  /** Ids are a bijection of what they name, so no two are equal. */
  long id(int purpose, long owner, int group, int item) {
    return Dice.mix(
        Dice.mix(seed + 12) ^ ((long) purpose << 60 | owner << 28 | (long) group << 8 | item));
  }
}
