package io.journeyhouse.jobs.audience;

import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.util.List;

/** The jobs of the audience pipeline. */
public final class AudienceJobs {
  private AudienceJobs() {}

  /** The jobs for a workspace's audiences; none where it has none. */
  public static List<TableJob> all(List<AudienceConfig> audiences) {
    return audiences.isEmpty() ? List.of() : List.of(new MembershipJob(audiences));
  }
}
