package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Answer;
import io.journeyhouse.jobs.sample.Action.TicketState;
import java.util.List;

/** A person's cases of support: each state of one is a line of its own. */
final class Tickets {
  /** Answers about support are numbered from here, those about purchases from 0. */
  private static final int FIRST_ANSWER = 100;

  private static final String[] KINDS = {"ticket", "ticket", "chat", "call"};

  private Tickets() {}

  static void plan(World world, Person person, List<Action> actions) {
    Dice dice = world.dice(Dice.For.TICKET, person.id, 0);
    int seq = 0;
    int last = world.days.count();
    for (double day = person.entryDay + dice.waiting(800);
        day < last && seq < FIRST_ANSWER;
        day += dice.waiting(800)) {
      plan(world, dice, (int) day, seq++, actions);
    }
  }

  private static void plan(World world, Dice dice, int day, int seq, List<Action> actions) {
    String kind = dice.pick(KINDS);
    long opened = world.days.at(day, dice.between(8, 19) * 3600 + dice.below(3600));
    boolean isQuick = !kind.equals("ticket");
    actions.add(new TicketState(day, opened, 0, opened, seq, kind, 0, 0));
    int solvedOn = isQuick ? day : day + dice.between(1, 4);
    if (solvedOn >= world.days.count()) {
      return;
    }
    long solved =
        isQuick
            ? opened + dice.between(240, 1800)
            : world.days.at(solvedOn, dice.between(8, 18) * 3600 + dice.below(3600));
    actions.add(new TicketState(solvedOn, opened, solved, solved, seq, kind, 1, 0));
    int ratedOn = solvedOn + 1;
    if (ratedOn < world.days.count() && dice.chance(0.4)) {
      int csat = Math.min(5, dice.between(1, 5) + dice.below(3));
      long rated = world.days.at(ratedOn, dice.between(8, 20) * 3600);
      actions.add(new TicketState(ratedOn, opened, solved, rated, seq, kind, 2, csat));
      if (dice.chance(0.3)) {
        actions.add(new Answer(ratedOn, rated + 60, FIRST_ANSWER + seq, "csat", csat));
      }
    }
  }
}
