package io.journeyhouse.jobs.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * What people and machines see: words on standard error, results on standard output, and on a
 * terminal a last line that changes.
 */
final class Console {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final boolean colours;
  private @Nullable String status;
  private boolean ended;

  /**
   * @param terminal whether lines may be overwritten
   */
  Console(PrintStream out, PrintStream err, boolean terminal, boolean colours) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.colours = colours;
  }

  /** That of this process; the launcher says whether standard error is a terminal. */
  static Console ofProcess() {
    boolean terminal = Boolean.getBoolean("journeyhouse.terminal");
    String noColour = System.getenv("NO_COLOR");
    return new Console(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        terminal,
        terminal && (noColour == null || noColour.isEmpty()));
  }

  /** A line for people. */
  synchronized void line(String text) {
    if (!ended) {
      print(text);
    }
  }

  /** A line for people about something good. */
  void good(String text) {
    line(styled("fg(green)", text));
  }

  /** A line for people about something bad. */
  void bad(String text) {
    line(styled("fg(red)", text));
  }

  /** A heading. */
  void heading(String text) {
    line("");
    line(styled("bold", text));
  }

  /** Changes the last line of a terminal; does nothing elsewhere. */
  synchronized void status(@Nullable String text) {
    if (terminal && !ended) {
      status = text;
      err.print(CLEAR_LINE + (text == null ? "" : text));
      err.flush();
    }
  }

  /** Text for machines. */
  synchronized void result(String text) {
    if (!ended) {
      out.print(text);
      out.flush();
    }
  }

  /** Says that the process was told to end, and nothing after that. */
  synchronized void interrupt() {
    if (!ended) {
      status = null;
      print("interrupted; the same command goes on where it stopped");
      ended = true;
    }
  }

  /** The command is over. */
  synchronized void done() {
    status(null);
    ended = true;
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true);
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true);
  }

  PrintStream out() {
    return out;
  }

  Ansi ansi() {
    return colours ? Ansi.ON : Ansi.OFF;
  }

  private void print(String text) {
    err.println((terminal ? CLEAR_LINE : "") + text);
    if (terminal && status != null) {
      err.print(status);
      err.flush();
    }
  }

  private String styled(String style, String text) {
    return colours ? ansi().string("@|" + style + " " + text.replace("|@", "| @") + "|@") : text;
  }
}
