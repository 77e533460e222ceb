package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.error.StorageFault;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into a message and an exit code. */
final class Failures {
  private final Console console;

  Failures(Console console) {
    this.console = console;
  }

  /** Wrong arguments. */
  int ofArguments(ParameterException thrown, String[] args) {
    CommandLine command = thrown.getCommandLine();
    String mend =
        near(thrown, command).map(near -> "did you mean " + near + "? ").orElse("")
            + "See "
            + command.getCommandSpec().qualifiedName()
            + " --help";
    return tell(
        Errors.of(ErrorCode.USAGE, String.valueOf(thrown.getMessage()), mend),
        List.of(args).contains("--json"));
  }

  private static Optional<String> near(ParameterException thrown, CommandLine command) {
    if (!(thrown instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return Optional.empty();
    }
    Set<String> known = new HashSet<>(command.getSubcommands().keySet());
    known.addAll(command.getCommandSpec().optionsMap().keySet());
    return Errors.closest(unmatched.getUnmatched().get(0), known);
  }

  /** A command that failed. */
  int ofExecution(Exception thrown, CommandLine command, ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    boolean json = last.hasMatchedOption("--json");
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof JourneyhouseException known) {
        LoggerFactory.getLogger(Failures.class).error("{}", known.describe(), thrown);
        return tell(known, json);
      }
    }
    LoggerFactory.getLogger(Failures.class).error("unexpected", thrown);
    return tell(
        StorageFault.of("the program failed", thrown).orElseGet(() -> unexpected(thrown)), json);
  }

  private static JourneyhouseException unexpected(Exception thrown) {
    return Errors.of(
        ErrorCode.UNEXPECTED,
        "the program failed unexpectedly: " + thrown.getClass().getSimpleName(),
        "the whole error is in "
            + Logs.file().map(Object::toString).orElse("the log")
            + "; mend its cause and run the same command again",
        thrown);
  }

  private int tell(JourneyhouseException error, boolean json) {
    console.bad(error.describe());
    int exitCode = error.code().exitCode();
    if (json) {
      console.result(toJson(error));
    }
    return exitCode;
  }

  private static String toJson(JourneyhouseException error) {
    Map<String, Object> document = new TreeMap<>();
    document.put("status", "failed");
    document.put("exitCode", error.code().exitCode());
    document.put("code", error.code().id());
    document.put("problem", String.valueOf(error.getMessage()));
    document.put("mend", error.mend());
    return Json.text(document);
  }
}
