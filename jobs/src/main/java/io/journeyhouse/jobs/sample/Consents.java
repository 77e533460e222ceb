package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Consent;
import java.util.List;

/** What a person allowed, took back and allowed again, by channel. */
final class Consents {
  private static final Channel[] CHANNELS = {Channel.EMAIL, Channel.SMS, Channel.PUSH};
  private static final double[] ASKED = {0.85, 0.25, 0.2};
  private static final long NEVER = Long.MAX_VALUE;

  private final List<Action> actions;
  private final World world;
  private final long[] granted = {NEVER, NEVER, NEVER};
  private final long[] withdrawn = {NEVER, NEVER, NEVER};
  private final long[] regranted = {NEVER, NEVER, NEVER};
  private int seq;

  Consents(World world, Person person, List<Action> actions) {
    this.world = world;
    this.actions = actions;
    if (!person.hasRecord) {
      return;
    }
    Dice dice = world.dice(Dice.For.CONSENT, person.id, 0);
    int day = person.entryDay;
    long given =
        person.isOld
            ? world.days.start(0) - dice.between(1, 700) * 86_400L + dice.between(7, 20) * 3600
            : world.days.at(day, dice.between(12, 21) * 3600 + dice.below(3600));
    for (int i = 0; i < CHANNELS.length; i++) {
      if (dice.chance(ASKED[i])) {
        plan(dice, i, day, given + i);
      }
    }
    if (dice.chance(0.1)) {
      add(day, given + 9, "ads", "analytics", dice.chance(0.6) ? "granted" : "denied");
    }
    if (dice.chance(0.15)) {
      add(day, given + 10, "ads", "marketing", dice.chance(0.7) ? "granted" : "denied");
    }
  }

  private void plan(Dice dice, int channel, int day, long given) {
    boolean isGranted = dice.chance(0.8);
    add(day, given, CHANNELS[channel].word(), "marketing", isGranted ? "granted" : "denied");
    if (!isGranted) {
      return;
    }
    granted[channel] = given;
    int last = world.days.count();
    int back = day + 1 + (int) dice.waiting(900);
    if (back < last) {
      withdrawn[channel] = world.days.at(back, dice.between(8, 21) * 3600);
      add(back, withdrawn[channel], CHANNELS[channel].word(), "marketing", "withdrawn");
      int again = back + 1 + (int) dice.waiting(40);
      if (again < last && dice.chance(0.4)) {
        regranted[channel] = world.days.at(again, dice.between(8, 21) * 3600);
        add(again, regranted[channel], CHANNELS[channel].word(), "marketing", "granted");
      }
    }
  }

  boolean allows(Channel channel, long at) {
    int i = index(channel);
    return at >= granted[i] && (at < withdrawn[i] || at >= regranted[i]);
  }

  boolean wasWithdrawn(Channel channel, long at) {
    return at >= withdrawn[index(channel)];
  }

  /** By the link in a message, which the consent system learns of. */
  void unsubscribe(int day, long at, Channel channel) {
    int i = index(channel);
    if (allows(channel, at)) {
      regranted[i] = at >= regranted[i] ? NEVER : regranted[i];
      withdrawn[i] = at;
      add(day, at, channel.word(), "marketing", "withdrawn");
    }
  }

  private static int index(Channel channel) {
    return channel == Channel.EMAIL ? 0 : channel == Channel.SMS ? 1 : 2;
  }

  private void add(int day, long at, String channel, String purpose, String status) {
    actions.add(new Consent(day, at, seq++, channel, purpose, status));
  }
}
