package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Message;
import io.journeyhouse.jobs.sample.Action.Reaction;
import java.io.IOException;

/** What became of each message. */
final class MessageRows {
  static final Feed.Source SOURCE =
      new Feed.Source(
          "campaigns",
          "campaigns",
          "contacts",
          ".csv.gz",
          "id,campaign,variant,channel,event,at,email,phone",
          ',',
          true);

  private final World world;
  private final CsvRow row;

  MessageRows(World world, Feed feed, Times times) {
    this.world = world;
    row = new CsvRow(feed, times, ',');
  }

  /** Seconds from the sending to each reaction; the visit starts with the click. */
  private record Delays(int delivered, int opened, int clicked) {
    static Delays of(World world, Person person, int wave) {
      Dice dice = world.dice(Dice.For.CONTACT, person.id, wave);
      int delivered = dice.between(1, 40);
      int opened = delivered + 30 + (int) Math.min(dice.waiting(7000), 8 * 3600);
      return new Delays(delivered, opened, opened + dice.between(8, 90));
    }
  }

  static long clickedAt(World world, Person person, int wave, long sentAt) {
    return sentAt + Delays.of(world, person, wave).clicked();
  }

  void write(Person person, Message message) throws IOException {
    Delays delays = Delays.of(world, person, message.wave());
    long at = message.at();
    Reaction reaction = message.reaction();
    if (message.isUnwanted()) {
      row.count(Dirt.SENT_TO_UNSUBSCRIBED);
    }
    write(person, message, 0, "send", at);
    if (reaction == Reaction.BOUNCE) {
      write(person, message, 1, "bounce", at + delays.delivered());
      return;
    }
    write(person, message, 1, "delivery", at + delays.delivered());
    boolean isMail = Campaign.ofWave(message.wave()).channel() == Channel.EMAIL;
    if (isMail && reaction != Reaction.NONE) {
      write(person, message, 2, "open", at + delays.opened());
    }
    switch (reaction) {
      case CLICK -> write(person, message, 3, "click", at + delays.clicked());
      case UNSUBSCRIBE -> write(person, message, 3, "unsubscribe", at + delays.clicked());
      case COMPLAINT -> write(person, message, 3, "complaint", at + delays.clicked());
      default -> {}
    }
  }

  /** A contact of no day, now and then. */
  void badTime() throws IOException {
    if (row.day() % 4 == 1) {
      row.count(Dirt.BAD_TYPE).hex(world.id(6, 0, row.day(), 0)).text("mail-offers").text("A");
      row.text("email").text("send").text("31.02.26").text("nobody@example.com").text(null).end();
    }
  }

  private void write(Person person, Message message, int step, String event, long at)
      throws IOException {
    Campaign campaign = Campaign.ofWave(message.wave());
    boolean isSms = campaign.channel() == Channel.SMS;
    row.hex(world.id(5, person.id, message.wave(), step)).text(campaign.id());
    row.text((person.id + message.wave()) % 2 == 0 ? "A" : "B").text(campaign.channel().word());
    row.text(event).local(at).text(isSms ? null : person.email());
    row.text(isSms ? person.mobile() : null).end();
  }
}
