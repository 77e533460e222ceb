package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.run.RunContext;
import java.util.ArrayList;
import java.util.List;

/** Collects what the steps of a run did and passes it on, one call at a time. */
final class Progress {
  private static final int WAITING = ErrorCode.SOURCE_WAITING.exitCode();

  private final RunListener listener;
  private final List<TableRun> tables = new ArrayList<>();
  private int exitCode;

  Progress(RunListener listener) {
    this.listener = listener;
  }

  synchronized void alreadyDone(String pipeline) {
    listener.alreadyDone(pipeline);
  }

  synchronized void doneBefore(TableRun table) {
    tables.add(table.doneBefore());
    listener.doneBefore(table);
  }

  synchronized void started(TableName table) {
    listener.started(table);
  }

  synchronized void finished(TableRun table) {
    tables.add(table);
    listener.finished(table);
  }

  synchronized void failed(RunContext run, TableRun table, JourneyhouseException error) {
    tables.add(table);
    // who waits may come back by himself; what is broken must be heard of; who lost the lake is out
    if (exitCode == 0 || exitCode == WAITING || error.code() == ErrorCode.ALREADY_RUNNING) {
      exitCode = error.code().exitCode();
    }
    listener.failed(run, table, error);
  }

  synchronized List<TableRun> tables() {
    return List.copyOf(tables);
  }

  synchronized int exitCode() {
    return exitCode;
  }
}
