package io.journeyhouse.jobs.sample;

import java.io.IOException;

/** The catalogue and what campaigns cost. */
final class MarketRows {
  static final Feed.Source CATALOG =
      new Feed.Source(
          "catalog",
          "catalog",
          "products",
          ".csv",
          "sku,name,category,brand,price,currency,active,changed",
          ',',
          false);
  static final Feed.Source ADS =
      new Feed.Source(
          "ads",
          "ads",
          "spend",
          ".csv",
          "day,channel,campaign,cost,currency,impressions,clicks,changed",
          ',',
          false);

  private final World world;
  private final CsvRow catalog;
  private final CsvRow ads;

  MarketRows(World world, Feed catalog, Feed ads, Times times) {
    this.world = world;
    this.catalog = new CsvRow(catalog, times, ',');
    this.ads = new CsvRow(ads, times, ',');
  }

  /** All products on the first day, later those with a new price. */
  void catalog() throws IOException {
    int day = catalog.day();
    for (Product product : world.products) {
      if (day > 0 && product.changesOn() != day) {
        continue;
      }
      if (day > 0) {
        catalog.count(Dirt.NEWER_VERSION);
      }
      catalog.text(product.sku()).text(product.name()).text(product.category());
      catalog.text(product.brand()).cents(product.priceOn(day)).text("EUR").text("1");
      catalog.local(world.days.at(day, 4 * 3600)).end();
    }
  }

  /** The day's costs, and the day before's where they were restated. */
  void ads() throws IOException {
    int day = ads.day();
    for (int i = 0; i < Campaign.PAID.length; i++) {
      spend(day, i, 0);
      if (day > 0 && world.dice(Dice.For.SPEND, day - 1, i).chance(0.3)) {
        ads.count(Dirt.NEWER_VERSION);
        spend(day - 1, i, 1);
      }
    }
    if (day % 4 == 1) {
      ads.count(Dirt.BAD_TYPE).text(world.days.date(day)).text("display").text("display-test");
      ads.text("n/a").text("EUR").number(0).number(0).local(world.days.at(day, 82_000)).end();
    }
  }

  private void spend(int day, int i, int version) throws IOException {
    Campaign campaign = Campaign.PAID[i];
    Dice dice = world.dice(Dice.For.SPEND, day, i);
    dice.chance(0.3); // whether it is restated
    long clicks = 1 + (long) (world.customers * (0.0008 + 0.0012 * dice.unit()));
    long impressions = clicks * dice.between(25, 120);
    long cost = clicks * dice.between(15, 80);
    ads.text(world.days.date(day)).text(campaign.channel().word()).text(campaign.id());
    ads.cents(version == 0 ? cost : cost * 103 / 100 + 1).text("EUR").number(impressions);
    ads.number(clicks).local(world.days.at(ads.day(), 23 * 3600)).end();
  }
}
