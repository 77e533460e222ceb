package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.CardVersion;
import io.journeyhouse.jobs.sample.Action.CrmVersion;
import io.journeyhouse.jobs.sample.Household.Address;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Person records of the CRM and holders of loyalty cards. */
final class CrmRows {
  static final Feed.Source CRM =
      new Feed.Source(
          "crm",
          "crm",
          "persons",
          ".csv",
          "person_no;first_name;last_name;email;email2;mobile;phone;street;house_no;zip;city;country;"
              + "born;sex;card;login;preferred_channel;topics;created;changed;deleted",
          ';',
          true);
  static final Feed.Source LOYALTY =
      new Feed.Source(
          "loyalty",
          "loyalty",
          "cards",
          ".csv",
          "card_no,holder,email,mobile,zip,joined,changed",
          ',',
          false);

  private static final String GENERIC_EMAIL = "info@company.example";
  private static final String[] TASTES = {
    "fashion", "fashion|shoes", "sport", "home|kitchen", "garden", "beauty", "toys|books", "tech"
  };
  private static final String[] CHANNELS = {"email", "email", "sms", "push"};

  private final World world;
  private final CsvRow crm;
  private final CsvRow loyalty;

  CrmRows(World world, Feed crm, Feed loyalty, Times times) {
    this.world = world;
    this.crm = new CsvRow(crm, times, ';');
    this.loyalty = new CsvRow(loyalty, times, ',');
  }

  /** The CRM's number of a record, which does not tell whose it is. */
  static long number(int person, int slot) {
    return 1_000_000_000L + ((person * 4L + slot) * 1_234_567_891L + 98_765 & 0x3FFFFFFF);
  }

  /** What a person's record states, and its duplicates may state again. */
  private record Stated(boolean email, boolean mobile, boolean card, boolean login) {
    static Stated of(World world, Person person) {
      Dice dice = world.dice(Dice.For.RECORD, person.id, 0);
      return new Stated(
          dice.chance(0.86),
          dice.chance(0.6),
          dice.chance(0.68) && person.hasCard,
          dice.chance(0.7) && person.hasLogin);
    }
  }

  static boolean statesLogin(World world, Person person) {
    return person.hasRecord && Stated.of(world, person).login();
  }

  void write(Person person, CrmVersion record) throws IOException {
    if (record.version() > 0) {
      crm.count(Dirt.NEWER_VERSION);
    }
    crm.number(number(person.id, record.slot()));
    if (record.slot() == 0) {
      writeOwn(person, record);
    } else {
      writeDuplicate(person, record);
    }
    crm.local(record.created()).local(record.changed());
    crm.text((record.changes() & Records.DELETED) != 0 ? "1" : "0").end();
  }

  private void writeOwn(Person person, CrmVersion record) throws IOException {
    Stated stated = Stated.of(world, person);
    int changes = record.changes();
    Dice dice = world.dice(Dice.For.RECORD, person.id, 1);
    String email = stated.email() ? person.email() : null;
    String second = null;
    if ((changes & Records.NEW_EMAIL) != 0) {
      second = email;
      email = person.newEmail();
    }
    if (person.isGeneric) {
      crm.count(Dirt.GENERIC_EMAIL);
      second = email;
      email = GENERIC_EMAIL;
    }
    String landline = person.household.hasLandline() ? person.household.landline() : null;
    crm.text(person.givenName).text(familyName(person, changes));
    crm.text(spelling(email, dice)).text(second);
    crm.text(stated.mobile() ? national(person.mobile(), dice) : null).text(landline);
    address(person, changes);
    boolean hasBirthday = dice.chance(0.7);
    boolean hasSex = dice.chance(0.8);
    crm.text(hasBirthday ? LocalDate.ofEpochDay(person.bornOnEpochDay).toString() : null);
    crm.text(!hasSex ? null : person.isFemale ? "f" : "m");
    crm.text(stated.card() ? person.card() : null).text(stated.login() ? person.login() : null);
    int taste = dice.below(TASTES.length);
    boolean isNew = (changes & Records.NEW_TASTE) != 0;
    crm.text(dice.chance(0.4) || isNew ? dice.pick(CHANNELS) : null);
    crm.text(TASTES[isNew ? (taste + 1) % TASTES.length : taste]);
  }

  /** The same person once more: mostly with an identifier of the first record, mostly misspelt. */
  private void writeDuplicate(Person person, CrmVersion record) throws IOException {
    Stated stated = Stated.of(world, person);
    Dice dice = world.dice(Dice.For.RECORD, person.id, 1 + record.slot());
    boolean isLinked = dice.chance(0.86) && !person.isGeneric;
    boolean byEmail = isLinked && (stated.email() || !stated.mobile()) && dice.chance(0.75);
    boolean byMobile = isLinked && (!byEmail || dice.chance(0.3)) && stated.mobile();
    boolean byLogin = isLinked && stated.login() && dice.chance(0.2);
    if (record.version() == 0) {
      crm.count(Dirt.SECOND_RECORD);
      crm.count(Dirt.MISSPELT_NAME);
      if (!(byEmail && stated.email()) && !byMobile && !byLogin) {
        crm.count(Dirt.UNLINKED_RECORD);
      }
    }
    boolean typoInGiven = dice.chance(0.5);
    crm.text(typoInGiven ? misspelt(person.givenName, dice) : person.givenName);
    String familyName = familyName(person, record.changes());
    crm.text(typoInGiven ? familyName : misspelt(familyName, dice));
    String other = dice.chance(0.5) ? person.otherEmail(record.slot()) : null;
    crm.text(byEmail ? spelling(person.email(), dice) : other).text(null);
    crm.text(byMobile ? national(person.mobile(), dice) : null).text(null);
    address(person, record.changes());
    boolean hasBirthday = dice.chance(0.4);
    crm.text(hasBirthday ? LocalDate.ofEpochDay(person.bornOnEpochDay).toString() : null);
    crm.text(null).text(null).text(byLogin ? person.login() : null).text(null).text(null);
  }

  private void address(Person person, int changes) {
    boolean hasMoved = (changes & Records.MOVED) != 0;
    Address address =
        Address.of(world, hasMoved ? person.id : person.household.id(), hasMoved ? 1 : 0);
    crm.text(address.street()).number(address.houseNumber()).text(address.postalCode());
    crm.text(address.city()).text("DE");
  }

  void write(Person person, CardVersion card) throws IOException {
    Dice dice = world.dice(Dice.For.CARD, person.id, 1);
    boolean statesEmail = dice.chance(0.65) && !person.isGeneric;
    boolean statesMobile = dice.chance(0.45);
    String holder = person.givenName + " " + person.familyName;
    boolean isNew = card.version() > 0;
    if (dice.chance(0.05)) {
      holder = misspelt(holder, dice);
      if (!isNew) {
        loyalty.count(Dirt.MISSPELT_NAME);
      }
    }
    if (isNew) {
      loyalty.count(Dirt.NEWER_VERSION);
    }
    loyalty.text(person.card()).text(holder).text(statesEmail ? person.email() : null);
    loyalty.text(
        isNew ? person.newMobile() : statesMobile ? national(person.mobile(), dice) : null);
    loyalty.text(Address.of(world, person.household.id(), 0).postalCode());
    loyalty.local(card.joined()).local(card.changed()).end();
  }

  private static String familyName(Person person, int changes) {
    return (changes & Records.MARRIED) != 0 ? person.marriedName : person.familyName;
  }

  /** As people write it: sometimes with capitals or a blank. */
  private static @Nullable String spelling(@Nullable String email, Dice dice) {
    int draw = dice.below(20);
    if (email == null || draw > 2) {
      return email;
    }
    String capital = Character.toUpperCase(email.charAt(0)) + email.substring(1);
    return draw == 0 ? email.toUpperCase(Locale.ROOT) : draw == 1 ? capital : email + " ";
  }

  private static String national(String mobile, Dice dice) {
    return switch (dice.below(4)) {
      case 0 -> mobile;
      case 1 -> "0" + mobile.substring(3);
      case 2 -> "0" + mobile.substring(3, 6) + "/" + mobile.substring(6);
      default -> "0049 " + mobile.substring(3, 6) + " " + mobile.substring(6);
    };
  }

  private static String misspelt(String name, Dice dice) {
    if (name.length() < 4) {
      return name + name.charAt(name.length() - 1);
    }
    int at = dice.between(1, name.length() - 2);
    return switch (dice.below(4)) {
      case 0 -> name.substring(0, at) + name.substring(at + 1);
      case 1 -> name.substring(0, at) + name.charAt(at) + name.substring(at);
      case 2 ->
          name.substring(0, at) + name.charAt(at + 1) + name.charAt(at) + name.substring(at + 2);
      default -> name.toUpperCase(Locale.ROOT);
    };
  }
}
