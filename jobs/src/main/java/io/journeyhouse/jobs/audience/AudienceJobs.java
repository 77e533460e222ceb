package io.journeyhouse.jobs.audience;

import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.util.List;

/** The jobs of the audience pipeline. */
public final class AudienceJobs {
  private AudienceJobs() {}

  /** The jobs for a workspace's audiences; where it has none, of its customers alone. */
  public static List<TableJob> all(List<AudienceConfig> audiences) {
    return audiences.isEmpty()
        ? List.of(new Customer360Job())
        : List.of(new MembershipJob(audiences), new Customer360Job());
  }
}
