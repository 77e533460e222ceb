package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.identity.HeldCustomers;

/** What caused that a run is held, in lines for a person. */
final class HeldLines {
  private HeldLines() {}

  static void tell(Console console, HeldCustomers.Report report) {
    if (!report.causes().isEmpty()) {
      console.line("  most of the changed records behind it:");
    }
    report
        .causes()
        .forEach(cause -> console.line("  %,9d %s".formatted(cause.records(), cause.what())));
  }
}
