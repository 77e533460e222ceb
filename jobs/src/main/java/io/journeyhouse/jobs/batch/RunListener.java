package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.run.RunContext;

/** Told what happens in a run, from several threads, one call at a time. */
public interface RunListener {

  /** Before the first step, with the number of steps of the run, those done before included. */
  default void planned(int steps) {}

  /** A pipeline of which all was done before. */
  default void alreadyDone(String pipeline) {}

  /** A step that an earlier start of the same run had finished. */
  default void doneBefore(TableRun table) {}

  default void started(TableName table) {}

  default void finished(TableRun table) {}

  default void failed(RunContext run, TableRun table, JourneyhouseException error) {}
}
