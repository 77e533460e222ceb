package io.journeyhouse.jobs.identity;

import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.List;

/** The tables of the single customer view. */
public final class IdentityJobs {
  private IdentityJobs() {}

  /**
   * A job for each table.
   *
   * @param lake the folder of the tables, absolute
   */
  public static List<TableJob> all(IdentityConfig config, String lake) {
    Caps caps = new Caps(config.caps());
    IdentityModel model = new IdentityModel(config, lake);
    return List.of(
        new IdentityDecisionJob(config),
        new IdentityRecordJob(config),
        new IdentityBlockKeyJob(model),
        new IdentityEdgeJob(caps, Blocked.of(config), config.settings(), model),
        new IdentityClusterJob(config, model),
        new CustomerRecordLinkJob(config.publish()),
        new CustomerIdentifierJob(caps),
        new IdentityGuardrailJob(config.settings(), caps, model),
        new CustomerJob(config.golden()),
        new HouseholdRecordJob(config.household()),
        new CustomerHouseholdJob(),
        new HouseholdJob(),
        new ChangedCustomerJob(caps),
        new CustomerAliasJob(),
        new IdentityEventJob());
  }
}
