package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.run.DateWindow;
import java.util.List;
import java.util.Optional;

/** Finds what a source has to deliver. */
interface SourceReader {

  /** Whether the delivery for the window's last day is not there. */
  boolean isMissing(DateWindow window, LandedFiles.OfSource landed);

  /**
   * What there is that was not loaded yet.
   *
   * @param notes takes what a person should know even where there is nothing to load
   */
  Optional<Delivery> next(
      DateWindow window, LandedFiles.OfSource landed, Bronze.Stamp stamp, List<String> notes);
}
