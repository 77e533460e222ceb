package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Depth;
import io.journeyhouse.jobs.sample.Action.Device;
import io.journeyhouse.jobs.sample.Action.Receipt;
import io.journeyhouse.jobs.sample.Action.SignIn;
import io.journeyhouse.jobs.sample.Action.Visit;
import org.jspecify.annotations.Nullable;

/** The events of a visit. */
final class WebRows {
  private static final String SHOP = "https://www.houseshop.example";
  private static final String[] PHONES = Words.agents("phone");
  private static final String[] DESKTOPS = Words.agents("desktop");
  private static final String[] TABLETS = Words.agents("tablet");
  private static final String[] IOS = Words.agents("ios");
  private static final String[] ANDROID = Words.agents("android");
  private static final String[] SEARCHES = {
    "jacket", "gift", "running shirt", "lamp", "yoga mat", "sale", "boots", "cookbook"
  };
  private static final String[] GUIDES = {"size-guide", "care-guide", "gift-guide", "spring-looks"};

  private final World world;
  private final Feed feed;
  private final WebFeed events;
  private final JsonRow row;

  // the visit that is being written
  private Dice dice;
  private long millis;
  private long device;
  private String agent = "";
  private String platform = "";
  private @Nullable String user;
  private @Nullable Visit landing;
  private long session;
  private int visitSeq;
  private int eventSeq;
  private long receivedAfter;
  private long noLaterThan;

  WebRows(World world, Feed feed, WebFeed events, Times times) {
    this.world = world;
    this.feed = feed;
    this.events = events;
    row = new JsonRow(events.bytes(), times);
    dice = world.dice(Dice.For.VISIT, -1, 0);
  }

  static int kiosk(World world, Person person, Visit visit) {
    return (person.id + visit.seq()) % world.kiosks;
  }

  void write(Person person, Visit visit) {
    begin(person, visit);
    boolean isApp = visit.device() == Device.APP;
    event(isApp ? "app_open" : "page_view");
    boolean isStart = dice.chance(0.5);
    page(isStart ? "/" : "/c/" + world.products[dice.below(Product.COUNT)].category(), null);
    end();
    if (visit.depth() == Depth.BOUNCE) {
      return;
    }
    Receipt order = visit.order();
    int signInAt = dice.below(3);
    signIn(person, visit, signInAt == 0);
    browse();
    signIn(person, visit, signInAt == 1);
    if (visit.depth() != Depth.BROWSE) {
      fillBasket(person, order);
    }
    signIn(person, visit, true);
    if (visit.depth().compareTo(Depth.CHECKOUT) >= 0) {
      event("checkout");
      page("/checkout", null);
      end();
    }
    if (order != null) {
      purchase(person, order);
    }
    if (visit.shares()) {
      event(dice.chance(0.7) ? "share" : "referral");
      Product product = Basket.product(world, dice);
      page("/p/" + product.sku(), product);
      end();
    }
  }

  private void begin(Person person, Visit visit) {
    dice = world.dice(Dice.For.VISIT, person.id, visit.seq());
    session = world.id(1, person.id, visit.seq(), 0);
    visitSeq = visit.seq();
    eventSeq = 0;
    landing = visit;
    user = visit.signIn() == SignIn.ALREADY ? person.login() : null;
    millis = visit.at() * 1000 + dice.below(1000);
    noLaterThan = visit.order() == null ? Long.MAX_VALUE : visit.order().at() * 1000;
    boolean isOffline = visit.at() < world.days.start(visit.day());
    receivedAfter = isOffline ? 86_400_000L : 0;
    // what a device calls itself stays the same
    int model = Math.floorMod(person.id * 31, 97);
    platform = "web";
    switch (visit.device()) {
      case FIRST -> use(person.device(world, 0), PHONES, model);
      case SECOND -> use(person.device(world, 1), DESKTOPS, model);
      case APP -> {
        platform = model % 2 == 0 ? "ios" : "android";
        use(person.device(world, 2), model % 2 == 0 ? IOS : ANDROID, model);
      }
      case TABLET -> use(person.household.tablet(world), TABLETS, person.household.id());
      case KIOSK -> use(world.kioskDevice(kiosk(world, person, visit)), TABLETS, 0);
    }
  }

  private void use(long id, String[] agents, int model) {
    device = id;
    agent = agents[model % agents.length];
  }

  private void browse() {
    if (dice.chance(0.3)) {
      event("search");
      page("/search", null);
      row.text("q", dice.pick(SEARCHES));
      end();
    }
    int views = 1 + (int) dice.waiting(1.7);
    for (int i = 0; i < Math.min(views, 6); i++) {
      Product product = Basket.product(world, dice);
      event("product_view");
      page("/p/" + product.sku(), product);
      end();
    }
    int extra = dice.below(100);
    if (extra < 18) {
      String guide = dice.pick(GUIDES);
      event(extra < 6 ? "video" : extra < 9 ? "download" : "page_view");
      page("/guide/" + guide, null);
      row.text("content", extra < 6 ? "video" : extra < 9 ? "pdf" : "article");
      end();
    } else if (extra < 30) {
      event("cta_click");
      page("/", null);
      row.text("cta", extra < 24 ? "hero-shop-now" : "newsletter-teaser");
      end();
    }
  }

  private void fillBasket(Person person, @Nullable Receipt order) {
    if (order == null) {
      int count = dice.chance(0.3) ? 2 : 1;
      for (int i = 0; i < count; i++) {
        add("add_to_cart", Basket.product(world, dice));
      }
      if (dice.chance(0.15)) {
        add("remove_from_cart", Basket.product(world, dice));
      }
      return;
    }
    Basket basket = Basket.of(world, person.id, order.seq(), order.soldOn());
    for (int i = 0; i < Math.min(2, basket.lines()); i++) {
      add("add_to_cart", basket.products()[i]);
    }
  }

  private void add(String type, Product product) {
    event(type);
    page("/p/" + product.sku(), product);
    row.cents("amount", product.priceOn(feed.day())).text("currency", "EUR");
    end();
  }

  private void signIn(Person person, Visit visit, boolean now) {
    boolean wants = visit.signIn() == SignIn.LOGIN || visit.signIn() == SignIn.SIGNUP;
    if (!now || !wants || user != null) {
      return;
    }
    user = person.login();
    event(visit.signIn() == SignIn.LOGIN ? "login" : "signup");
    page("/account", null);
    end();
  }

  private void purchase(Person person, Receipt order) {
    Basket basket = Basket.of(world, person.id, order.seq(), order.soldOn());
    millis = noLaterThan;
    noLaterThan = Long.MAX_VALUE;
    event("purchase");
    page("/thank-you", null);
    row.text("order_no", StoreRows.letter(order) + "" + StoreRows.number(person.id, order));
    row.cents("amount", basket.net(basket.lines())).text("currency", "EUR");
    Bytes list = row.key("basket").put('[');
    for (int i = 0; i < basket.lines(); i++) {
      list.text(i == 0 ? "{\"product_id\":\"" : ",{\"product_id\":\"");
      list.text(basket.products()[i].sku()).text("\",\"quantity\":").number(basket.quantities()[i]);
      list.text(",\"price\":").cents(basket.prices()[i]).put('}');
    }
    list.put(']');
    end();
  }

  private void event(String type) {
    // the shop's own session and a number: ids that look alike compress well
    row.key("id").put('"').hex(session).put('-').number(eventSeq++).put('"');
    row.hex("device", device).text("user", user).hex("sid", session).text("type", type);
    row.utc("ts", millis).utc("received", millis + receivedAfter + 150 + dice.below(2500));
    row.text("platform", platform).text("country", "DE").text("ua", agent);
    if (feed.day() > 0) {
      row.number("scroll", 5L * dice.below(21));
      feed.count(Dirt.NEW_COLUMN);
    }
  }

  private void page(String path, @Nullable Product product) {
    Bytes url = row.key("url").put('"').text(SHOP).text(path);
    Visit visit = landing;
    Campaign campaign = visit == null ? null : visit.campaign();
    if (campaign != null) {
      url.text("?utm_campaign=").text(campaign.id());
    }
    url.put('"');
    if (product != null) {
      row.text("title", product.name()).text("content", "product").text("sku", product.sku());
    }
    if (visit != null) {
      tags(visit);
      landing = null;
    }
  }

  /** How the visitor came stands with the first event alone. */
  private void tags(Visit visit) {
    Channel channel = visit.channel();
    row.text("utm_source", channel.source).text("utm_medium", channel.medium);
    Campaign campaign = visit.campaign();
    if (campaign != null) {
      row.text("utm_campaign", campaign.id());
      row.text("utm_content", "v" + (1 + visitSeq % 2));
    }
    row.text("referrer", channel.referrer);
    if (channel == Channel.PAID_SEARCH) {
      row.text("utm_term", dice.pick(SEARCHES));
      row.hex("gclid", dice.next());
    } else if (channel == Channel.PAID_SOCIAL) {
      row.hex("fbclid", dice.next());
    }
  }

  private void end() {
    row.end();
    events.end(feed, world, millis);
    if (noLaterThan == Long.MAX_VALUE) {
      millis += 4_000 + dice.below(70_000);
    } else {
      millis += 1 + dice.below((int) Math.min(70_000, (noLaterThan - millis) / 6));
    }
  }
}
