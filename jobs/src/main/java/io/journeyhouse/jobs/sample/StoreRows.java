package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Receipt;
import io.journeyhouse.jobs.sample.Action.Till;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Receipts and their lines. */
final class StoreRows {
  private static final String COLUMNS =
      "receipt_no,type,rung_at,channel,store,original_receipt,gross,discount,tax,net,currency,"
          + "voucher,card,email,login";
  private static final String[] PAYMENTS = {"card", "card", "cash", "invoice"};
  private static final int STORES = 8;

  /** From the second day on the tills tell how was paid. */
  static Feed.Source receipts(int day) {
    String columns = day == 0 ? COLUMNS : COLUMNS + ",payment";
    return new Feed.Source("store", "store", "receipts", ".csv", columns, ',', true);
  }

  static final Feed.Source LINES =
      new Feed.Source(
          "store_lines",
          "store",
          "lines",
          ".csv",
          "receipt_no,line,sku,text,qty,unit_price,net",
          ',',
          true);

  private final World world;
  private final CsvRow receipts;
  private final CsvRow lines;

  StoreRows(World world, Feed receipts, Feed lines, Times times) {
    this.world = world;
    this.receipts = new CsvRow(receipts, times, ',');
    this.lines = new CsvRow(lines, times, ',');
  }

  static char letter(Receipt receipt) {
    return receipt.isReturn() ? 'R' : saleLetter(receipt);
  }

  private static char saleLetter(Receipt receipt) {
    return receipt.till() == Till.STORE ? 'S' : 'W';
  }

  /** Unique among a letter's: a person has at most 30 sales. */
  static long number(int person, Receipt receipt) {
    return 1_000_000 + person * 32L + receipt.seq();
  }

  void write(Person person, Receipt receipt) throws IOException {
    Basket basket = Basket.of(world, person.id, receipt.seq(), receipt.soldOn());
    long number = number(person.id, receipt);
    boolean isPart = receipt.isReturn() && receipt.at() % 3 == 0;
    write(
        letter(receipt),
        number,
        receipt.isReturn() ? saleLetter(receipt) + "" + number : null,
        receipt.at(),
        receipt.till(),
        basket,
        isPart ? 1 : basket.lines(),
        receipt.byCard() ? person.card() : null,
        receipt.byEmail() ? person.email() : null,
        receipt.byLogin() ? person.login() : null);
  }

  /** Sales to people who show nothing. */
  void walkIns() throws IOException {
    int day = receipts.day();
    Dice dice = world.dice(Dice.For.WALK_IN, day, 0);
    int count = walkIns(world);
    for (int i = 0; i < count; i++) {
      long at = world.days.at(day, dice.between(9, 19) * 3600 + dice.below(3600));
      Basket basket = Basket.draw(world, dice, day);
      write(
          'X',
          walkIn(world, day, i),
          null,
          at,
          Till.STORE,
          basket,
          basket.lines(),
          null,
          null,
          null);
    }
  }

  static int walkIns(World world) {
    return Math.max(1, world.customers / 360);
  }

  static long walkIn(World world, int day, int i) {
    return 1_000_000 + (long) day * walkIns(world) + i;
  }

  /** A line with a quantity that is no number, now and then. */
  void badQuantity() throws IOException {
    if (lines.day() % 3 == 1) {
      lines.count(Dirt.BAD_TYPE).id('X', walkIn(world, lines.day(), 0)).number(99).text("SKU-1000");
      lines.text("Cushion").text("x").cents(1990).cents(1990).end();
    }
  }

  private void write(
      char letter,
      long number,
      @Nullable String original,
      long at,
      Till till,
      Basket basket,
      int lineCount,
      @Nullable String card,
      @Nullable String email,
      @Nullable String login)
      throws IOException {
    int sign = letter == 'R' ? -1 : 1;
    long gross = sign * basket.gross(lineCount);
    long net = sign * basket.net(lineCount);
    receipts.id(letter, number).text(sign < 0 ? "return" : "sale").local(at);
    receipts.text(till == Till.WEB ? "web" : till == Till.APP ? "app" : "store");
    receipts.text(till == Till.STORE ? "store-" + (1 + number % STORES) : null).text(original);
    receipts.cents(gross).cents(gross - net).cents(net * 19 / 119).cents(net).text("EUR");
    receipts.text(basket.hasVoucher() ? "SAVE10" : null).text(card).text(email).text(login);
    if (receipts.day() > 0) {
      receipts.count(Dirt.NEW_COLUMN).text(PAYMENTS[(int) (number % PAYMENTS.length)]);
    }
    receipts.end();
    for (int i = 0; i < lineCount; i++) {
      Product product = basket.products()[i];
      lines.id(letter, number).number(i + 1L).text(product.sku()).text(product.name());
      lines.number((long) sign * basket.quantities()[i]).cents(basket.prices()[i]);
      lines.cents(sign * basket.nets()[i]).end();
    }
  }
}
