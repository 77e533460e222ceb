package io.journeyhouse.jobs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.apache.hadoop.fs.FSError;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Console console = Console.ofProcess();
    // a signal ends the JVM with 130 or 143; what fails on the way out is no failure
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  console.interrupt();
                  System.setErr(new PrintStream(OutputStream.nullOutputStream()));
                },
                "interrupt"));
    int exitCode = run(console, args);
    console.done();
    System.exit(exitCode);
  }

  /** Runs one command and gives its exit code. */
  static int run(Console console, String... args) {
    Logs.prepare();
    return commandLine(console).execute(args);
  }

  static CommandLine commandLine(Console console) {
    CommandLine program =
        new CommandLine(new Journeyhouse())
            .addSubcommand(new DemoCommand(console))
            .addSubcommand(new InitCommand(console))
            .addSubcommand(new GenerateCommand(console))
            .addSubcommand(new PlanCommand(console))
            .addSubcommand(new RunCommand(console))
            .addSubcommand(new BackfillCommand(console))
            .addSubcommand(new SourceCommand(console))
            .addSubcommand(
                new CommandLine(new IdentityCommand())
                    .addSubcommand(new MatchCommand(console))
                    .addSubcommand(new IdentityTrainCommand(console))
                    .addSubcommand(new IdentityExplainCommand(console))
                    .addSubcommand(new IdentityHistoryCommand(console))
                    .addSubcommand(new IdentityQualityCommand(console))
                    .addSubcommand(new IdentityPublishCommand(console)))
            .addSubcommand(new CustomerCommand(console, Clock.systemUTC()))
            .addSubcommand(new SqlCommand(console))
            .addSubcommand(new MaintainCommand(console, Clock.systemUTC()))
            .addSubcommand(new DoctorCommand(console, Clock.systemUTC()))
            .addSubcommand(new RecoverCommand(console));
    Failures failures = new Failures(console);
    return program
        .setOut(console.outWriter())
        .setErr(console.errWriter())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.ansi()))
        .setUsageHelpWidth(100)
        .setUsageHelpLongOptionsMaxWidth(36)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Main::execute)
        .setParameterExceptionHandler(failures::ofArguments)
        .setExecutionExceptionHandler(failures::ofExecution);
  }

  private static int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (FSError e) {
      // what Hadoop makes of a full or broken local disk, which picocli would let through
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
