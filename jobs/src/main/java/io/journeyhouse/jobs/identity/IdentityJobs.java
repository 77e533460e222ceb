package io.journeyhouse.jobs.identity;

import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.List;

/** The tables of the single customer view. */
public final class IdentityJobs {
  private IdentityJobs() {}

  /** A job for each table. */
  public static List<TableJob> all(IdentityConfig config) {
    Caps caps = new Caps(config.caps());
    return List.of(
        new IdentityEdgeJob(),
        new CustomerRecordLinkJob(caps),
        new CustomerIdentifierJob(caps),
        new CustomerJob(),
        new ChangedCustomerJob(caps),
        new CustomerAliasJob());
  }
}
