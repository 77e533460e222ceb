package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Answer;
import io.journeyhouse.jobs.sample.Action.Consent;
import io.journeyhouse.jobs.sample.Action.TicketState;
import java.io.IOException;

/** What people say to the company: consents, cases of support, answers to surveys. */
final class CareRows {
  static final Feed.Source CONSENTS =
      new Feed.Source(
          "consents",
          "consents",
          "consents",
          ".csv",
          "id,purpose,channel,status,at,email,phone,card",
          ',',
          false);
  static final Feed.Source SURVEYS =
      new Feed.Source(
          "surveys",
          "surveys",
          "answers",
          ".csv",
          "id,survey,kind,score,comment,at,email,card",
          ',',
          false);
  static final Feed.Source SUPPORT =
      new Feed.Source("support", "support", "interactions", ".jsonl", null, ',', true);

  private static final String[] TOPICS = {
    "delivery", "delivery", "return", "payment", "product", "account"
  };

  private final World world;
  private final CsvRow consents;
  private final CsvRow surveys;
  private final Feed support;
  private final Bytes line = new Bytes(512);
  private final JsonRow json;

  CareRows(World world, Feed consents, Feed surveys, Feed support, Times times) {
    this.world = world;
    this.consents = new CsvRow(consents, times, ',');
    this.surveys = new CsvRow(surveys, times, ',');
    this.support = support;
    json = new JsonRow(line, times);
  }

  void write(Person person, Consent consent) throws IOException {
    boolean isSms = consent.channel().equals("sms");
    boolean byCard = consent.channel().equals("push") && person.hasCard;
    consents.id('C', 1_000_000 + person.id * 32L + consent.seq()).text(consent.purpose());
    consents.text(consent.channel()).text(consent.status()).local(consent.at());
    consents.text(isSms || byCard ? null : person.email()).text(isSms ? person.mobile() : null);
    consents.text(byCard ? person.card() : null).end();
  }

  void write(Person person, Answer answer) throws IOException {
    Dice dice = world.dice(Dice.For.ANSWER, person.id, answer.seq());
    boolean byCard = person.hasCard && dice.chance(0.3);
    surveys.id('A', 1_000_000 + person.id * 256L + answer.seq());
    surveys.text(answer.kind().equals("csat") ? "after-support" : "after-purchase");
    surveys.text(answer.kind()).number(answer.score());
    surveys.text(dice.chance(0.3) ? dice.pick(Words.COMMENTS) : null).local(answer.at());
    surveys.text(byCard ? null : person.email()).text(byCard ? person.card() : null).end();
  }

  void write(Person person, TicketState ticket) throws IOException {
    Dice dice = world.dice(Dice.For.TICKET, person.id, ticket.seq() + 1L);
    String topic = dice.pick(TOPICS);
    int firstResponse = dice.between(20, 240) * (ticket.kind().equals("ticket") ? 60 : 1);
    int messages = dice.between(2, 9);
    boolean isOpen = ticket.version() == 0;
    boolean byLogin = ticket.kind().equals("chat") && person.hasLogin;
    boolean byPhone = ticket.kind().equals("call");
    if (!isOpen) {
      support.count(Dirt.NEWER_VERSION);
    }
    json.text("ticket", "T" + (1_000_000 + person.id * 128L + ticket.seq()));
    json.text("kind", ticket.kind()).text("topic", topic).withOffset("opened", ticket.opened());
    if (!isOpen) {
      json.withOffset("closed", ticket.solved());
    }
    json.withOffset("changed", ticket.changed()).text("state", isOpen ? "open" : "solved");
    json.number("messages", isOpen ? 1 : messages);
    if (!isOpen) {
      json.number("first_response_s", firstResponse);
    }
    if (ticket.csat() > 0) {
      json.number("csat", ticket.csat());
    }
    json.text("email", byLogin || byPhone ? null : person.email());
    json.text("phone", byPhone ? person.mobile() : null);
    json.text("login", byLogin ? person.login() : null).end();
    support.add(line, 0, line.length());
    line.clear();
  }
}
