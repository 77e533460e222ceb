package io.journeyhouse.jobs.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the files of one day: the actions of the people who do something then, and the rest. */
final class DayFiles {
  /** People whose events share a file, so that it stays below half a million. */
  static final int PEOPLE_A_FILE = 1_000_000;

  private final World world;
  private final Path out;
  private final Tally tally;
  private final Times times = new Times();
  private final WebFeed events = new WebFeed();

  DayFiles(World world, Path out, Tally tally) {
    this.world = world;
    this.out = out;
    this.tally = tally;
  }

  void write(int day, ActiveDays active) throws IOException {
    List<Feed> feeds = new ArrayList<>();
    try {
      new Day(day, feeds).write(active);
    } finally {
      for (Feed feed : feeds) {
        feed.close();
      }
    }
  }

  private final class Day {
    private final int day;
    private final List<Feed> feeds;
    private final Feed web;
    private final WebRows visits;
    private final StoreRows store;
    private final CrmRows crm;
    private final MessageRows messages;
    private final CareRows care;

    Day(int day, List<Feed> feeds) {
      this.day = day;
      this.feeds = feeds;
      web = feed(WebFeed.SOURCE);
      visits = new WebRows(world, web, events, times);
      store = new StoreRows(world, feed(StoreRows.receipts(day)), feed(StoreRows.LINES), times);
      crm = new CrmRows(world, feed(CrmRows.CRM), feed(CrmRows.LOYALTY), times);
      messages = new MessageRows(world, feed(MessageRows.SOURCE), times);
      care =
          new CareRows(
              world,
              feed(CareRows.CONSENTS),
              feed(CareRows.SURVEYS),
              feed(CareRows.SUPPORT),
              times);
    }

    private Feed feed(Feed.Source source) {
      Feed feed = new Feed(world, out, tally, source, day);
      feeds.add(feed);
      return feed;
    }

    void write(ActiveDays active) throws IOException {
      boolean isSplit = world.customers > PEOPLE_A_FILE;
      for (int from = 0; from < world.customers; from += PEOPLE_A_FILE) {
        if (isSplit) {
          web.nextFile("-" + (1 + from / PEOPLE_A_FILE));
        }
        int to = Math.min(world.customers, from + PEOPLE_A_FILE);
        for (int id = from; id < to; id++) {
          if (active.has(id, day)) {
            write(new Person(world, id));
          }
        }
        if (to == world.customers) {
          new BotRows(world, web, events, times).write();
        }
        events.flush(web);
      }
      store.walkIns();
      store.badQuantity();
      messages.badTime();
      MarketRows market =
          new MarketRows(world, feed(MarketRows.CATALOG), feed(MarketRows.ADS), times);
      market.catalog();
      market.ads();
    }

    private void write(Person person) throws IOException {
      for (Action action : Life.of(world, person).actions) {
        if (action.day() == day) {
          write(person, action);
        }
      }
    }

    private void write(Person person, Action action) throws IOException {
      if (action instanceof Action.Visit visit) {
        visits.write(person, visit);
      } else if (action instanceof Action.Receipt receipt) {
        store.write(person, receipt);
      } else if (action instanceof Action.Message message) {
        messages.write(person, message);
      } else if (action instanceof Action.CrmVersion record) {
        crm.write(person, record);
      } else if (action instanceof Action.CardVersion card) {
        crm.write(person, card);
      } else if (action instanceof Action.Consent consent) {
        care.write(person, consent);
      } else if (action instanceof Action.TicketState ticket) {
        care.write(person, ticket);
      } else if (action instanceof Action.Answer answer) {
        care.write(person, answer);
      }
    }
  }
}
