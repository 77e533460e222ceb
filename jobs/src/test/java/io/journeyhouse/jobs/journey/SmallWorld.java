package io.journeyhouse.jobs.journey;

import io.journeyhouse.common.keys.Hashes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A few devices, logins and receipts over some days, on a grid of times on which pauses of exactly
 * the timeout and equal times are common. It also plays the single customer view, by the words of
 * its contracts: a login and a loyalty card name a customer, a device names the one login seen on
 * it, and whoever that changes is listed.
 */
final class SmallWorld {
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  static final int DAYS = 3;

  private static final List<String> TYPES =
      List.of("page_view", "product_view", "add_to_cart", "purchase", "signup", "share");

  /** One fact: an event, or a receipt where it has a card. */
  record Fact(String id, Instant at, int arrives, String device, String login, String card) {
    boolean isReceipt() {
      return card != null;
    }
  }

  private final List<Fact> facts;

  private SmallWorld(List<Fact> facts) {
    this.facts = facts;
  }

  static SmallWorld random(long seed) {
    Random random = new Random(seed);
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int day = random.nextInt(DAYS);
      Instant at =
          START.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(10L * random.nextInt(36)));
      int arrives = random.nextInt(4) == 0 ? day + random.nextInt(DAYS - day) : day;
      boolean receipt = random.nextInt(10) == 0;
      String device = random.nextInt(12) == 0 ? null : "d" + random.nextInt(3);
      String login = random.nextInt(6) == 0 ? "u" + random.nextInt(3) : null;
      String card = receipt ? "u" + random.nextInt(3) : null;
      facts.add(
          new Fact("f" + i, at, arrives, receipt ? null : device, receipt ? null : login, card));
    }
    return new SmallWorld(facts);
  }

  /** The same facts, each known on its own day. */
  SmallWorld inOrder() {
    return new SmallWorld(
        facts.stream()
            .map(f -> new Fact(f.id, f.at, day(f.at), f.device, f.login, f.card))
            .toList());
  }

  long events() {
    return facts.stream().filter(f -> !f.isReceipt()).count();
  }

  static Instant dayEnd(int day) {
    return START.plus(Duration.ofDays(day + 1L));
  }

  private static int day(Instant at) {
    return (int) Duration.between(START, at).toDays();
  }

  /** Events of the days' arrival, as lines of silver.events. */
  List<String> events(int from, int to) {
    return arrived(from, to)
        .filter(f -> !f.isReceipt())
        .map(
            f ->
                json("event_id", f.id, "source", "web", "event_type", type(f))
                    + text("device_id", f.device)
                    + text("user_id", f.login)
                    + text("utm_medium", f.id.hashCode() % 3 == 0 ? "cpc" : null)
                    + text("event_at", f.at.toString())
                    + text("event_date", f.at.toString().substring(0, 10))
                    + ",\"is_bot\":false"
                    + identifiers(f)
                    + technical(f, to))
        .toList();
  }

  /** Receipts of the days' arrival, as lines of silver.orders. */
  List<String> orders(int from, int to) {
    return arrived(from, to)
        .filter(Fact::isReceipt)
        .map(
            f ->
                json("order_id", f.id, "source", "pos", "order_type", "sale")
                    + text("ordered_at", f.at.toString())
                    + text("order_date", f.at.toString().substring(0, 10))
                    + text("channel", "store")
                    + text("currency", "EUR")
                    + ",\"net\":"
                    + (f.id.hashCode() % 1000) / 100.0
                    + identifiers(f)
                    + technical(f, to))
        .toList();
  }

  /** What the single customer view knows after a day, as lines of gold.bdg_customer_identifier. */
  List<String> bridge(int day) {
    List<String> lines = new ArrayList<>();
    owners(day)
        .forEach(
            (identifier, customer) -> {
              String[] parts = identifier.split(":");
              lines.add(
                  json("identifier_type", parts[0], "identifier_value", parts[1])
                      + text("identifier_value_hash", Hashes.sha256(identifier))
                      + text("customer_id", customer.isEmpty() ? null : customer)
                      + ",\"confidence\":1,\"is_shared\":"
                      + customer.isEmpty()
                      + "}");
            });
    return lines;
  }

  /** Whom a run over some days touches, as lines of ops.changed_customer. */
  List<String> changed(int from, int to) {
    Map<String, String> before = owners(from - 1);
    Map<String, String> after = owners(to);
    Map<String, String> since = new TreeMap<>();
    arrived(from, to)
        .forEach(
            f ->
                since.merge(
                    customer(f, after), "new " + f.at, (a, b) -> a.compareTo(b) < 0 ? a : b));
    for (String identifier : after.keySet()) {
      String old = named(identifier, before);
      String now = named(identifier, after);
      if (!old.equals(now)) {
        since.put(old, "identity " + Instant.EPOCH);
        since.put(now, "identity " + Instant.EPOCH);
      }
    }
    return since.entrySet().stream()
        .map(
            e ->
                json("customer_id", e.getKey(), "run_id", "r")
                    + text("reason", e.getValue().split(" ")[0])
                    + text("since", e.getValue().split(" ")[1])
                    + text("window_end", dayEnd(to).toString())
                    + "}")
        .toList();
  }

  private java.util.stream.Stream<Fact> arrived(int from, int to) {
    return facts.stream().filter(f -> f.arrives >= from && f.arrives <= to);
  }

  /** Identifier to customer, "" where it is shared. */
  private Map<String, String> owners(int day) {
    Map<String, TreeSet<String>> logins = new TreeMap<>();
    Map<String, String> owners = new TreeMap<>();
    arrived(0, day)
        .forEach(
            f -> {
              if (f.login != null) {
                owners.put("login:" + f.login, "c_" + f.login);
                if (f.device != null) {
                  logins.computeIfAbsent("device:" + f.device, d -> new TreeSet<>()).add(f.login);
                }
              }
              // a card is known from the second day on
              if (f.card != null && day > 0) {
                owners.put("loyalty:" + f.card, "c_" + f.card);
              }
            });
    logins.forEach((device, of) -> owners.put(device, of.size() > 1 ? "" : "c_" + of.first()));
    return owners;
  }

  private static String customer(Fact f, Map<String, String> owners) {
    if (f.login != null) {
      return named("login:" + f.login, owners);
    }
    if (f.card != null) {
      return named("loyalty:" + f.card, owners);
    }
    return named(f.device == null ? "fact:web:" + f.id : "device:" + f.device, owners);
  }

  private static String named(String identifier, Map<String, String> owners) {
    String owner = owners.getOrDefault(identifier, "");
    return owner.isEmpty() ? "a_" + Hashes.sha256(identifier).substring(0, 32) : owner;
  }

  private static String type(Fact f) {
    return TYPES.get(Math.floorMod(f.id.hashCode(), TYPES.size()));
  }

  private static String identifiers(Fact f) {
    Map<String, String> named = new TreeMap<>();
    if (f.device != null) {
      named.put("device", f.device);
    }
    if (f.login != null) {
      named.put("login", f.login);
    }
    if (f.card != null) {
      named.put("loyalty", f.card);
    }
    return named.entrySet().stream()
        .map(e -> json("type", e.getKey(), "value", e.getValue()) + "}")
        .collect(Collectors.joining(",", ",\"identifiers\":[", "]"));
  }

  private static String technical(Fact f, int to) {
    return text("_source_row_key", f.id)
        + text("_row_hash", f.id)
        + text("_window_end", dayEnd(to).toString())
        + "}";
  }

  private static String json(String... pairs) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      line.append(text(pairs[i], pairs[i + 1]));
    }
    return "{" + line.substring(1);
  }

  private static String text(String key, String value) {
    return value == null ? "" : ",\"" + key + "\":\"" + value + "\"";
  }
}
