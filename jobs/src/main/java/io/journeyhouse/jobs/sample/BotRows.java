package io.journeyhouse.jobs.sample;

/** Events of robots, and a few that tell no time. */
final class BotRows {
  private static final String[] AGENTS = Words.agents("bot");
  private static final String PAGE = "https://www.houseshop.example/p/";

  private final World world;
  private final Feed feed;
  private final WebFeed events;
  private final JsonRow row;

  BotRows(World world, Feed feed, WebFeed events, Times times) {
    this.world = world;
    this.feed = feed;
    this.events = events;
    row = new JsonRow(events.bytes(), times);
  }

  void write() {
    Dice dice = world.dice(Dice.For.BOT, feed.day(), 0);
    int bots = 1 + world.customers / 4000;
    for (int bot = 0; bot < bots; bot++) {
      String agent = dice.pick(AGENTS);
      boolean hasDevice = dice.chance(0.5);
      long device = world.deviceId(0x60000000L + bot, 0);
      long millis = world.days.at(feed.day(), dice.below(23 * 3600)) * 1000;
      int pages = dice.between(8, 40);
      for (int page = 0; page < pages; page++) {
        millis += 300 + dice.below(2000);
        row.hex("id", id(3, bot, page));
        if (hasDevice) {
          row.hex("device", device);
        }
        row.text("type", "page_view").utc("ts", millis).utc("received", millis + 90);
        row.text("platform", "web").text("ua", agent);
        row.text("url", PAGE + world.products[dice.below(Product.COUNT)].sku()).end();
        feed.count(Dirt.BOT);
        events.end(feed, world, millis);
      }
    }
    withoutTime(dice);
  }

  private void withoutTime(Dice dice) {
    int count = 1 + world.customers / 50_000;
    for (int i = 0; i < count; i++) {
      long millis = world.days.at(feed.day(), dice.below(23 * 3600)) * 1000;
      row.hex("id", id(4, i, 0)).text("type", "page_view").text("ts", "yesterday");
      row.utc("received", millis).text("platform", "web").text("url", PAGE).end();
      feed.count(Dirt.BAD_TYPE);
      events.end(feed, world, millis);
    }
  }

  private long id(int purpose, int bot, int item) {
    return world.id(purpose, bot, feed.day(), item);
  }
}
