package io.journeyhouse.jobs.attribution;

import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.JourneyConfig;
import java.util.List;

/** The jobs of this package. */
public final class AttributionJobs {
  private AttributionJobs() {}

  /** All of them. */
  public static List<TableJob> all(JourneyConfig journey) {
    return List.of(new TouchCreditJob(journey.attribution()));
  }
}
