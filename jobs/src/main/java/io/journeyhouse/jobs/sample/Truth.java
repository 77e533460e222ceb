package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Device;
import io.journeyhouse.jobs.sample.Action.Receipt;
import io.journeyhouse.jobs.sample.Action.SignIn;
import io.journeyhouse.jobs.sample.Action.Visit;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what is true of the world, for those who want to know how well it was found out. */
final class Truth implements Closeable {
  private final World world;
  private final Path folder;
  private final Tally tally;
  private final Times times = new Times();
  private final Bytes line = new Bytes(256);
  private final List<RawFile> files = new ArrayList<>();
  private final RawFile people;
  private final RawFile devices;
  private final RawFile records;
  private final RawFile orders;
  private final RawFile logins;
  private final RawFile stages;
  private final BitSet kiosks = new BitSet();

  /** Households with a known tablet, of the present group of person numbers. */
  private final BitSet tablets = new BitSet();

  Truth(World world, Path folder, Tally tally) {
    this.world = world;
    this.folder = folder;
    this.tally = tally;
    people = file("people", "person,household");
    devices = file("devices", "device,person");
    records = file("records", "record_key,person");
    orders = file("orders", "receipt_no,person");
    logins = file("logins", "login,person");
    stages = file("stages", "person,stage,entered_at");
  }

  private RawFile file(String name, String header) {
    RawFile file = new RawFile(folder.resolve(name + ".csv"), header);
    files.add(file);
    return file;
  }

  void write() throws IOException {
    for (int id = 0; id < world.customers; id++) {
      if (id % Household.GROUP == 0) {
        tablets.clear();
      }
      write(new Person(world, id));
    }
    for (int kiosk = kiosks.nextSetBit(0); kiosk >= 0; kiosk = kiosks.nextSetBit(kiosk + 1)) {
      shared(world.kioskDevice(kiosk));
    }
    for (int day = 0; day < world.days.count(); day++) {
      for (int i = 0; i < StoreRows.walkIns(world); i++) {
        line.put('X').number(StoreRows.walkIn(world, day, i)).put(',');
        end(orders);
      }
    }
    effects();
  }

  private void write(Person person) throws IOException {
    Life life = Life.of(world, person);
    line.text(person.number()).put(',').text(person.household.number());
    end(people);
    boolean usesLogin = CrmRows.statesLogin(world, person);
    int own = 0;
    for (Action action : life.actions) {
      if (action instanceof Visit visit) {
        usesLogin |= visit.signIn() != SignIn.NONE;
        own |= 1 << visit.device().ordinal();
        if (visit.device() == Device.KIOSK) {
          kiosks.set(WebRows.kiosk(world, person, visit));
        }
      } else if (action instanceof Receipt receipt) {
        line.put(StoreRows.letter(receipt)).number(StoreRows.number(person.id, receipt)).put(',');
        belongsTo(person, orders);
      } else if (action instanceof Action.CrmVersion record && record.version() == 0) {
        line.text("crm:").number(CrmRows.number(person.id, record.slot())).put(',');
        belongsTo(person, records);
      } else if (action instanceof Action.CardVersion card && card.version() == 0) {
        line.text("loyalty:").text(person.card()).put(',');
        belongsTo(person, records);
      } else if (action instanceof Action.TicketState ticket) {
        usesLogin |= ticket.kind().equals("chat") && person.hasLogin;
      }
    }
    if (usesLogin) {
      line.text(person.login()).put(',');
      belongsTo(person, logins);
    }
    devices(person, own);
    stages(person, life.stages);
  }

  private void devices(Person person, int used) throws IOException {
    for (int slot = 0; slot < 3; slot++) {
      if ((used >> slot & 1) != 0) {
        line.hex(person.device(world, slot)).put(',');
        belongsTo(person, devices);
      }
    }
    int household = person.household.id() % Household.GROUP;
    if ((used >> Device.TABLET.ordinal() & 1) != 0 && !tablets.get(household)) {
      tablets.set(household);
      shared(person.household.tablet(world));
    }
  }

  private void shared(long device) throws IOException {
    tally.dirt(WebFeed.SOURCE.name(), Dirt.SHARED_DEVICE, 1);
    line.hex(device).text(",shared");
    end(devices);
  }

  private void stages(Person person, StageTimes entered) throws IOException {
    for (int stage = 0; stage < StageTimes.NAMES.length; stage++) {
      if (entered.isReached(stage)) {
        line.text(person.number()).put(',').text(StageTimes.NAMES[stage]).put(',');
        times.utc(line, entered.at(stage) * 1000);
        end(stages);
      }
    }
  }

  private void effects() throws IOException {
    StringBuilder text = new StringBuilder("channel,effect\n");
    for (Channel channel : Channel.values()) {
      text.append(String.format(Locale.ROOT, "%s,%.2f\n", channel.word(), channel.effect));
    }
    Files.writeString(folder.resolve("channel_effects.csv"), text, StandardCharsets.UTF_8);
  }

  /** Written last, when all counts are known. */
  static void dirt(Path folder, Map<String, Long> counts) throws IOException {
    StringBuilder text = new StringBuilder("source,kind,count\n");
    counts.forEach((kind, count) -> text.append(kind).append(',').append(count).append('\n'));
    Files.writeString(folder.resolve("dirt.csv"), text, StandardCharsets.UTF_8);
  }

  private void belongsTo(Person person, RawFile file) throws IOException {
    line.text(person.number());
    end(file);
  }

  private void end(RawFile file) throws IOException {
    line.put('\n');
    file.write(line, 0, line.length());
    line.clear();
  }

  @Override
  public void close() throws IOException {
    for (RawFile file : files) {
      file.close();
    }
  }
}
