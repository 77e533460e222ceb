package io.journeyhouse.jobs.sample;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one source tells of one day, with dirt planted among them: copies, rows that only a
 * later file brings, lines that nobody can read.
 */
final class Feed implements Closeable {
  private static final double COPIES = 0.004;
  private static final double LATE = 0.02;
  private static final int DAYS_LATE = 2;
  private static final int MALFORMED_EVERY = 20_000;

  /**
   * One source's files.
   *
   * @param name of the source
   * @param folder below the world's
   * @param stem of the file names, before the date
   * @param header of a CSV file; null for JSON
   * @param isSpoilt whether lines are planted that nobody can read
   */
  record Source(
      String name,
      String folder,
      String stem,
      String ending,
      @Nullable String header,
      char delimiter,
      boolean isSpoilt) {
    Path file(Path out, String date, String part) {
      return out.resolve(folder).resolve(stem + "-" + date + part + ending);
    }
  }

  private final Source source;
  private final Path out;
  private final String date;
  private final int day;
  private final Tally tally;
  private final Dice dice;
  private final @Nullable RawFile late;
  private final Bytes spoilt = new Bytes(512);
  private final long[] dirt = new long[Dirt.values().length];
  private RawFile main;
  private long rows;
  private long linesOfFile;

  Feed(World world, Path out, Tally tally, Source source, int day) {
    this.source = source;
    this.out = out;
    this.tally = tally;
    this.day = day;
    date = world.days.date(day);
    dice = world.dice(Dice.For.DIRT, day, source.name().hashCode());
    boolean isLate = day % 5 == 2 && day + DAYS_LATE < world.days.count();
    late =
        isLate
            ? new RawFile(
                source.file(out, world.days.date(day + DAYS_LATE), "-late"), source.header())
            : null;
    main = new RawFile(source.file(out, date, ""), source.header());
  }

  Dice dice() {
    return dice;
  }

  int day() {
    return day;
  }

  /** Ends the file and starts the next one of the same day. */
  void nextFile(String part) throws IOException {
    main.close();
    linesOfFile = 0;
    main = new RawFile(source.file(out, date, part), source.header());
  }

  void count(Dirt kind) {
    dirt[kind.ordinal()]++;
  }

  /** Writes a row with its line end; says whether it went to the day's own file. */
  boolean add(Bytes bytes, int from, int to) throws IOException {
    rows++;
    if (late != null && dice.chance(LATE)) {
      count(Dirt.LATE);
      late.write(bytes, from, to);
      return false;
    }
    main.write(bytes, from, to);
    if (dice.chance(COPIES)) {
      rows++;
      count(Dirt.DUPLICATE);
      RawFile second = late != null && dice.chance(0.5) ? late : main;
      second.write(bytes, from, to);
    }
    if (source.isSpoilt() && linesOfFile++ % MALFORMED_EVERY == 0) {
      spoil(bytes, from, to);
    }
    return true;
  }

  private void spoil(Bytes bytes, int from, int to) throws IOException {
    rows++;
    count(Dirt.MALFORMED);
    spoilt.clear();
    if (source.header() == null) {
      spoilt.copy(bytes, from, from + (to - from) * 3 / 5);
    } else if (day % 2 == 0) {
      spoilt.copy(bytes, from, afterThird(bytes, from));
    } else {
      spoilt.copy(bytes, from, to - 1);
      spoilt.put(source.delimiter()).put(source.delimiter()).put('?');
    }
    spoilt.put('\n');
    main.write(spoilt, 0, spoilt.length());
  }

  private int afterThird(Bytes bytes, int from) {
    int at = from;
    for (int fields = 0; fields < 3; at++) {
      fields += bytes.at(at) == source.delimiter() ? 1 : 0;
    }
    return at - 1;
  }

  @Override
  public void close() throws IOException {
    main.close();
    if (late != null) {
      late.close();
    }
    tally.rows(source.name(), rows);
    for (Dirt kind : Dirt.values()) {
      tally.dirt(source.name(), kind, dirt[kind.ordinal()]);
    }
  }
}
