package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Depth;
import io.journeyhouse.jobs.sample.Action.Device;
import io.journeyhouse.jobs.sample.Action.Message;
import io.journeyhouse.jobs.sample.Action.Reaction;
import io.journeyhouse.jobs.sample.Action.Receipt;
import io.journeyhouse.jobs.sample.Action.SignIn;
import io.journeyhouse.jobs.sample.Action.Till;
import io.journeyhouse.jobs.sample.Action.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one person does in the world's days, in the order of time: a pure function of the seed
 * and the person's number. The chance that a visit ends in a purchase is {@link #BASE} times the
 * effects of the channels of this visit and those of the 30 days before, since the last purchase.
 */
final class Life {
  /** Days between two waves of messages. */
  static final int WAVE = 3;

  static final double BASE = 0.02;
  private static final double HIGHEST = 0.9;
  private static final long EXPOSED = 30 * 86_400L;
  private static final int MOST_SALES = 30;
  private static final int VISIT = 0;
  private static final int STORE = 1;
  private static final int MESSAGE = 2;

  /** Hours of the day as often as visits fall into them. */
  private static final int[] HOURS = {
    0, 2, 5, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 12, 12, 12, 13, 13, 14, 15, 16, 17, 17, 18, 18, 19,
    19, 19, 20, 20, 20, 20, 21, 21, 21, 22
  };

  final List<Action> actions = new ArrayList<>();
  final StageTimes stages = new StageTimes();
  private final World world;
  private final Person person;
  private final Consents consents;
  private final Dice dice;
  private final List<Visit> exposures = new ArrayList<>();
  private int visits;
  private int sales;
  private int answers;
  private int signedIn;
  private boolean hasSignedUp;
  private boolean hasBought;

  private Life(World world, Person person) {
    this.world = world;
    this.person = person;
    consents = new Consents(world, person, actions);
    dice = world.dice(Dice.For.LIFE, person.id, 0);
    hasSignedUp = person.isOld;
  }

  static Life of(World world, Person person) {
    Life life = new Life(world, person);
    Records.plan(world, person, life.actions);
    for (long moment : life.moments()) {
      life.live(moment >> 2, (int) (moment & 3));
    }
    Tickets.plan(world, person, life.actions);
    return life;
  }

  /** When something starts, with what it is in the two lowest bits. */
  private long[] moments() {
    long[] moments = new long[16];
    int count = 0;
    int last = world.days.count();
    double visitEvery = 90 / (1.2 + dice.waiting(4.8));
    double day = person.isOld ? dice.waiting(visitEvery) : person.entryDay;
    while (day < last) {
      if (count == moments.length) {
        moments = Arrays.copyOf(moments, 2 * count);
      }
      moments[count++] = moment((int) day, secondOfDay(), VISIT);
      day += dice.waiting(visitEvery);
    }
    for (day = person.entryDay + dice.waiting(190); day < last; day += dice.waiting(190)) {
      moments = Arrays.copyOf(moments, Math.max(moments.length, count + 1));
      moments[count++] = moment((int) day, 9 * 3600 + dice.below(11 * 3600), STORE);
    }
    // the waves of messages that are meant for the person; consents decide what is sent
    for (double wave = person.entryDay / WAVE + dice.waiting(9);
        person.hasRecord && (int) wave * WAVE < last;
        wave += 1 + dice.waiting(9)) {
      moments = Arrays.copyOf(moments, Math.max(moments.length, count + 1));
      moments[count++] = moment((int) wave * WAVE, 9 * 3600 + dice.below(3600), MESSAGE);
    }
    long[] sorted = Arrays.copyOf(moments, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private long moment(int day, int second, int kind) {
    return world.days.at(day, second) << 2 | kind;
  }

  private int secondOfDay() {
    return HOURS[dice.below(HOURS.length)] * 3600 + dice.below(3600);
  }

  private void live(long at, int kind) {
    int day = world.days.dayOf(at);
    switch (kind) {
      case VISIT -> {
        Channel channel = Channel.draw(dice);
        Campaign[] paid = Campaign.paid(channel);
        visit(day, at, channel, paid.length == 0 ? null : dice.pick(paid));
      }
      case STORE -> buyInStore(day, at);
      default -> receiveMessage(day, at);
    }
  }

  private void receiveMessage(int day, long at) {
    int wave = day / WAVE;
    Campaign campaign = Campaign.ofWave(wave);
    boolean isAllowed = consents.allows(campaign.channel(), at);
    boolean isUnwanted = !isAllowed && consents.wasWithdrawn(campaign.channel(), at);
    if (!isAllowed && !(isUnwanted && dice.chance(0.4))) {
      return;
    }
    Reaction reaction = reaction(campaign.channel());
    actions.add(new Message(day, at, wave, reaction, isUnwanted));
    if (reaction == Reaction.OPEN || reaction == Reaction.CLICK) {
      stages.reach(StageTimes.AWARENESS, at);
    }
    if (reaction == Reaction.CLICK) {
      visit(day, MessageRows.clickedAt(world, person, wave, at) + 3, campaign.channel(), campaign);
    } else if (reaction == Reaction.UNSUBSCRIBE) {
      consents.unsubscribe(day, at + 3600, campaign.channel());
    }
  }

  private Reaction reaction(Channel channel) {
    int draw = dice.below(1000);
    if (draw < 25) {
      return Reaction.BOUNCE;
    } else if (draw < 150) {
      return Reaction.CLICK;
    } else if (draw < 450 && channel == Channel.EMAIL) {
      return Reaction.OPEN;
    } else if (draw < 470) {
      return Reaction.UNSUBSCRIBE;
    }
    return draw < 473 ? Reaction.COMPLAINT : Reaction.NONE;
  }

  private void visit(int day, long at, Channel channel, @Nullable Campaign campaign) {
    Device device = device(channel);
    double chance = BASE * channel.effect;
    for (Visit exposure : exposures) {
      chance *= exposure.at() > at - EXPOSED ? exposure.channel().effect : 1;
    }
    boolean buys = dice.chance(Math.min(chance, HIGHEST)) && sales < MOST_SALES;
    Depth depth = buys ? Depth.PURCHASE : depth();
    SignIn signIn = signIn(device, depth);
    boolean shares = hasBought && depth != Depth.BOUNCE && dice.chance(0.08);
    boolean isOffline =
        device == Device.APP && depth == Depth.BROWSE && day > 0 && dice.chance(0.05);
    long start = isOffline ? Math.max(at - 86_400, world.days.start(day - 1)) : at;
    Receipt order = null;
    if (buys) {
      order =
          sell(
              day,
              at + dice.between(480, 1500),
              device == Device.APP ? Till.APP : Till.WEB,
              signIn);
    }
    Visit visit =
        new Visit(day, start, visits++, device, channel, campaign, depth, signIn, shares, order);
    actions.add(visit);
    exposures.add(visit);
    stages.visited(start, depth, shares);
    if (order != null) {
      exposures.clear();
      stages.reach(StageTimes.RETENTION, order.at());
    }
  }

  private Device device(Channel channel) {
    if (channel == Channel.PUSH
        || (channel == Channel.DIRECT && person.hasApp && dice.chance(0.7))) {
      return Device.APP;
    }
    if (person.household.hasTablet() && dice.chance(0.2)) {
      return Device.TABLET;
    }
    if (channel == Channel.DIRECT && dice.chance(0.02)) {
      return Device.KIOSK;
    }
    return person.browsers > 1 && dice.chance(0.4) ? Device.SECOND : Device.FIRST;
  }

  private Depth depth() {
    int draw = dice.below(100);
    return draw < 33
        ? Depth.BOUNCE
        : draw < 78 ? Depth.BROWSE : draw < 93 ? Depth.CART : Depth.CHECKOUT;
  }

  private SignIn signIn(Device device, Depth depth) {
    int bit = 1 << device.ordinal();
    boolean isOwn = device != Device.KIOSK && device != Device.TABLET;
    if (!person.hasLogin) {
      return SignIn.NONE;
    }
    if (isOwn && (signedIn & bit) != 0 && dice.chance(0.6)) {
      return SignIn.ALREADY;
    }
    double chance =
        depth == Depth.BOUNCE
            ? 0
            : depth == Depth.PURCHASE ? 0.85 : device == Device.APP ? 0.6 : isOwn ? 0.22 : 0.4;
    if (!dice.chance(chance)) {
      return SignIn.NONE;
    }
    signedIn |= bit;
    if (!hasSignedUp) {
      hasSignedUp = true;
      return SignIn.SIGNUP;
    }
    return SignIn.LOGIN;
  }

  private void buyInStore(int day, long at) {
    if (sales < MOST_SALES) {
      sell(day, at, Till.STORE, SignIn.NONE);
      stages.reach(StageTimes.AWARENESS, at);
      stages.reach(StageTimes.RETENTION, at);
    }
  }

  private Receipt sell(int day, long at, Till till, SignIn signIn) {
    boolean byCard = person.hasCard && dice.chance(till == Till.STORE ? 0.45 : 0.2);
    boolean byLogin = signIn != SignIn.NONE;
    boolean byEmail = till != Till.STORE && (!byLogin || dice.chance(0.6));
    Receipt sale = new Receipt(day, at, sales++, till, byCard, byEmail, byLogin, false, day);
    actions.add(sale);
    hasBought = true;
    if (dice.chance(0.07)) {
      int back = day + dice.between(1, 14);
      int second = dice.between(10, 18) * 3600 + dice.below(3600);
      if (back < world.days.count()) {
        actions.add(
            new Receipt(
                back,
                world.days.at(back, second),
                sale.seq(),
                till,
                byCard,
                byEmail,
                byLogin,
                true,
                day));
      }
    }
    if (dice.chance(0.16)) {
      ask(day + dice.between(1, 5));
    }
    return sale;
  }

  private void ask(int day) {
    long at = day < world.days.count() ? world.days.at(day, secondOfDay()) : 0;
    boolean isNps = dice.chance(0.7);
    int score = isNps ? Math.min(10, 3 + dice.below(6) + dice.below(4)) : dice.between(1, 7);
    if (at > 0 && (person.hasRecord || person.hasCard)) {
      actions.add(new Action.Answer(day, at, answers++, isNps ? "nps" : "ces", score));
      if (isNps && score >= 9) {
        stages.reach(StageTimes.ADVOCACY, at);
      }
    }
  }
}
