package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.customer.Meant;
import io.journeyhouse.jobs.customer.Timeline;
import io.journeyhouse.jobs.customer.Timeline.Entry;
import io.journeyhouse.jobs.customer.Timeline.Identifier;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is known of one customer, in lines and for machines. */
final class TimelineLines {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private TimelineLines() {}

  static void tell(Console console, Meant who, Timeline timeline, ZoneId zone) {
    who.way().ifPresent(console::line);
    console.heading(timeline.customerId());
    timeline
        .fields()
        .forEach(
            (name, value) ->
                console.line(String.format(Locale.ROOT, "  %-20s %s", name, inWords(value))));
    if (!timeline.records().isEmpty()) {
      console.line(
          String.format(
              Locale.ROOT, "  %-20s %s", "records", String.join(", ", timeline.records())));
    }
    timeline.identifiers().forEach(each -> console.line(line(each)));
    console.line("");
    if (timeline.entries().isEmpty()) {
      console.line("nothing happened in that time");
    }
    if (timeline.earlier() > 0) {
      console.line(
          String.format(
              Locale.ROOT,
              "%,d earlier entries are not shown; --limit N or --to shows them",
              timeline.earlier()));
    }
    timeline.entries().forEach(entry -> console.line(line(entry, zone)));
  }

  /** The same as a document. */
  static Map<String, Object> forMachines(Meant who, Timeline timeline) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("customer_id", timeline.customerId());
    document.put("found_by", who.way().orElse(null));
    document.put("fields", timeline.fields());
    document.put("records", timeline.records());
    document.put("identifiers", timeline.identifiers().stream().map(TimelineLines::map).toList());
    document.put("entries", timeline.entries().stream().map(TimelineLines::map).toList());
    document.put("earlier_entries", timeline.earlier());
    return document;
  }

  private static Map<String, Object> map(Identifier identifier) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", identifier.type());
    map.put("value", identifier.value());
    map.put("is_shared", identifier.isShared());
    return map;
  }

  private static Map<String, Object> map(Entry entry) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("at", entry.at().toString());
    map.put("kind", entry.kind());
    map.put("id", entry.id());
    map.put("fields", entry.fields());
    return map;
  }

  private static String line(Identifier identifier) {
    return String.format(
        Locale.ROOT,
        "  %-20s %s%s",
        identifier.type(),
        identifier.value(),
        identifier.isShared() ? " (shared with others, so it names nobody)" : "");
  }

  private static String line(Entry entry, ZoneId zone) {
    String fields =
        entry.fields().entrySet().stream()
            .map(field -> field.getKey() + " " + inWords(field.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
            Locale.ROOT,
            "%s  %-9s %s  %s",
            TIME.format(entry.at().atZone(zone)),
            entry.kind(),
            entry.id(),
            fields)
        .strip();
  }

  /** On one line, whatever a source wrote. */
  private static String inWords(Object value) {
    String text =
        value instanceof List<?> list
            ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
            : value instanceof java.math.BigDecimal number
                ? number.toPlainString()
                : value.toString();
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
