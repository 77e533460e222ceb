package io.journeyhouse.jobs.sample;

/**
 * One thing that is sold.
 *
 * @param changesOn day on which its price changes, perhaps after the world's last
 */
record Product(
    String sku,
    String name,
    String category,
    String brand,
    int price,
    int changesOn,
    int newPrice) {
  static final int COUNT = 300;
  private static final String[] BRANDS = {
    "Nordlicht",
    "Alba",
    "Holzmann",
    "Verve",
    "Kiesel",
    "Ostwind",
    "Lumen",
    "Fjell",
    "Tiderose",
    "Bruno"
  };

  static Product[] all(long seed) {
    Product[] all = new Product[COUNT];
    for (int i = 0; i < COUNT; i++) {
      Dice dice = new Dice(seed, Dice.For.PRODUCT, i, 0);
      String[] kind = Words.PRODUCTS[i % Words.PRODUCTS.length];
      String brand = BRANDS[i / Words.PRODUCTS.length];
      int price = Integer.parseInt(kind[2]) * dice.between(80, 130) / 100 / 10 * 10 + 9;
      all[i] =
          new Product(
              "SKU-" + (1000 + i),
              brand + " " + kind[1].replace('-', ' '),
              kind[0],
              brand,
              price,
              dice.between(1, 150),
              price * dice.between(85, 110) / 100);
    }
    return all;
  }

  int priceOn(int day) {
    return day >= changesOn ? newPrice : price;
  }
}
