package io.journeyhouse.jobs.sample;

/** What one receipt holds: amounts in cents, the lines' net sums to the receipt's. */
record Basket(
    Product[] products, int[] quantities, long[] prices, long[] nets, boolean hasVoucher) {
  private static final int MOST = 12;

  /** The basket of a person's sale. */
  static Basket of(World world, int person, int sale, int day) {
    return draw(world, world.dice(Dice.For.ORDER, person, sale), day);
  }

  static Basket draw(World world, Dice dice, int day) {
    int lines = Math.min(MOST, 1 + (int) dice.waiting(1.65));
    boolean hasVoucher = dice.chance(0.12);
    Product[] products = new Product[lines];
    int[] quantities = new int[lines];
    long[] prices = new long[lines];
    long[] nets = new long[lines];
    for (int i = 0; i < lines; i++) {
      products[i] = product(world, dice);
      quantities[i] = dice.chance(0.8) ? 1 : dice.between(2, 4);
      prices[i] = products[i].priceOn(day);
      long gross = prices[i] * quantities[i];
      nets[i] = hasVoucher ? gross - gross / 10 : gross;
    }
    return new Basket(products, quantities, prices, nets, hasVoucher);
  }

  /** Some products sell better than others. */
  static Product product(World world, Dice dice) {
    double draw = dice.unit();
    return world.products[(int) (draw * draw * world.products.length)];
  }

  int lines() {
    return products.length;
  }

  long gross(int lines) {
    long sum = 0;
    for (int i = 0; i < lines; i++) {
      sum += prices[i] * quantities[i];
    }
    return sum;
  }

  long net(int lines) {
    long sum = 0;
    for (int i = 0; i < lines; i++) {
      sum += nets[i];
    }
    return sum;
  }
}
