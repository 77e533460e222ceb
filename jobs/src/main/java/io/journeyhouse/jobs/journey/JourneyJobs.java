package io.journeyhouse.jobs.journey;

import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.ChannelConfig;
import io.journeyhouse.jobs.workspace.JourneyConfig;
import java.util.List;

/** The jobs of this package. */
public final class JourneyJobs {
  private JourneyJobs() {}

  /**
   * All of them.
   *
   * @param hasOrders whether the workspace has a source of orders; without one, purchase events are
   *     the purchases
   */
  public static List<TableJob> all(
      JourneyConfig journey, ChannelConfig channels, boolean hasOrders) {
    return List.of(
        new SessionJob(journey.sessionTimeout(), channels),
        new TouchpointJob(journey.contacts()),
        new ConversionJob(hasOrders),
        new StageJob(journey));
  }
}
