package io.journeyhouse.jobs.identity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A random world of a few people whose records, devices and facts share few identifiers. */
final class SmallWorld {
  /** The order of strength that the product documents. */
  static final List<String> STRONGEST_FIRST =
      List.of("login", "loyalty", "email", "phone", "record", "device");

  record Identifier(String type, String value) {}

  record PersonRecord(String key, List<Identifier> identifiers, boolean isDeleted, String json) {}

  /** An order or another fact; {@code identifiers} are sorted by type and value. */
  record Fact(String table, String id, List<Identifier> identifiers, String json) {}

  /** A click: {@code device} or {@code user} may be null. */
  record Click(String id, String device, String user, boolean isBot, String json) {}

  /** What one day brings. */
  record Day(List<PersonRecord> records, List<Fact> facts, List<Click> clicks) {}

  private static final String[][] FACTS = {
    {
      "silver.orders",
      "order_id",
      "ordered_at",
      "\"order_type\":\"sale\",\"order_date\":\"%s\",\"net\":1,\"currency\":\"EUR\","
    },
    {"silver.support_interactions", "interaction_id", "opened_at", ""},
    {"silver.surveys", "response_id", "answered_at", "\"kind\":\"csat\","},
  };

  private final Random random;
  private int serial;

  SmallWorld(long seed) {
    random = new Random(seed);
  }

  Day day(String date, int changes) {
    TreeMap<String, PersonRecord> records = new TreeMap<>();
    List<Fact> facts = new ArrayList<>();
    List<Click> clicks = new ArrayList<>();
    for (int i = 0; i < changes; i++) {
      PersonRecord record = record(date);
      records.put(record.key(), record);
    }
    for (int i = 0; i < changes; i++) {
      facts.add(fact(date));
      clicks.add(click(date));
    }
    return new Day(List.copyOf(records.values()), facts, clicks);
  }

  private PersonRecord record(String date) {
    String source = chance(3) ? "loy" : "crm";
    String key = source + ":" + random.nextInt(14);
    List<String> emails = some(2, 2, "email");
    List<String> phones = some(1, 3, "phone");
    List<String> loyalty = some(1, 4, "loyalty");
    List<String> logins = some(1, 3, "login");
    List<String> devices = some(1, 8, "device");
    List<Identifier> identifiers = new ArrayList<>();
    emails.forEach(v -> identifiers.add(new Identifier("email", v)));
    phones.forEach(v -> identifiers.add(new Identifier("phone", v)));
    loyalty.forEach(v -> identifiers.add(new Identifier("loyalty", v)));
    logins.forEach(v -> identifiers.add(new Identifier("login", v)));
    devices.forEach(v -> identifiers.add(new Identifier("device", v)));
    boolean isDeleted = chance(6);
    String at = date + "T0" + random.nextInt(9) + ":00:00Z";
    String json =
        ("{\"record_key\":\"%s\",\"source\":\"%s\",\"source_id\":\"%s\",\"given_name\":\"%s\",\"emails\":%s,"
                + "\"phones\":%s,%s\"user_ids\":%s,\"device_ids\":%s,\"topics\":[],\"created_at\":\"2026-01-01T00:00:00Z\","
                + "\"updated_at\":\"%s\",\"is_deleted\":%s,%s}")
            .formatted(
                key,
                source,
                key.substring(4),
                chance(2) ? "Ada" : "Eve",
                list(emails),
                list(phones),
                loyalty.isEmpty() ? "" : "\"loyalty_id\":\"" + loyalty.get(0) + "\",",
                list(logins),
                list(devices),
                at,
                isDeleted,
                technical());
    return new PersonRecord(key, List.copyOf(identifiers), isDeleted, json);
  }

  private Fact fact(String date) {
    String[] kind = FACTS[random.nextInt(FACTS.length)];
    List<Identifier> identifiers = new ArrayList<>();
    for (String type : STRONGEST_FIRST) {
      if (chance(4)) {
        String value = type.equals("record") ? "crm:" + random.nextInt(14) : value(type);
        identifiers.add(new Identifier(type, value));
      }
    }
    identifiers.sort(Comparator.comparing(Identifier::type).thenComparing(Identifier::value));
    String id = "f" + serial++;
    String json =
        ("{\"source\":\"s\",\"%s\":\"%s\","
                + kind[3].formatted(date)
                + "\"%s\":\"%sT12:00:00Z\",\"identifiers\":%s,%s}")
            .formatted(
                kind[1],
                id,
                kind[2],
                date,
                identifiers.stream()
                    .map(i -> "{\"type\":\"" + i.type() + "\",\"value\":\"" + i.value() + "\"}")
                    .collect(Collectors.joining(",", "[", "]")),
                technical());
    return new Fact(kind[0], id, identifiers, json);
  }

  private Click click(String date) {
    String device = chance(8) ? null : value("device");
    String user = chance(2) ? null : value("login");
    boolean isBot = chance(10);
    String id = "e" + serial++;
    String json =
        ("{\"event_id\":\"%s\",\"source\":\"web\",%s%s\"event_type\":\"page_view\",\"event_at\":\"%sT10:00:00Z\","
                + "\"event_date\":\"%s\",\"is_bot\":%s,\"identifiers\":[],%s}")
            .formatted(
                id,
                device == null ? "" : "\"device_id\":\"" + device + "\",",
                user == null ? "" : "\"user_id\":\"" + user + "\",",
                date,
                date,
                isBot,
                technical());
    return new Click(id, device, user, isBot, json);
  }

  private String technical() {
    return "\"_source_row_key\":\"r\",\"_row_hash\":\"%08d\",\"_window_end\":\"WINDOW_END\""
        .formatted(serial++);
  }

  private List<String> some(int most, int oneIn, String type) {
    TreeSet<String> values = new TreeSet<>();
    for (int i = 0; i < most; i++) {
      if (chance(oneIn)) {
        values.add(value(type));
      }
    }
    return List.copyOf(values);
  }

  private String value(String type) {
    int n = random.nextInt(12);
    return switch (type) {
      case "email" -> n < 2 ? "info@shop.example" : "p" + n + "@mail.example";
      case "phone" -> "+4930123450" + n;
      case "loyalty" -> "k" + n;
      case "login" -> "u" + n;
      default -> "d" + n;
    };
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private static String list(List<String> values) {
    return values.stream().map(v -> "\"" + v + "\"").collect(Collectors.joining(",", "[", "]"));
  }
}
