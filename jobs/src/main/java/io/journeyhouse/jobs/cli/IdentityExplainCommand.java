package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.identity.LakeIdentity.Why;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says why two records of a lake are one person or not. */
@Command(
    name = "explain",
    sortOptions = false,
    description = {
      "Say why two records are one person or not: what each field says, in bits (0 is one in two, 10",
      "a thousand to one), the way from one to the other over other records and shared identifiers,",
      "its weakest link, what stewards decided, and what kept them from being compared or put",
      "together."
    },
    footer = {
      "",
      "Example:",
      "  journeyhouse identity explain crm:1643403033 loyalty:29001 -w demo"
    })
final class IdentityExplainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "A", description = "A record, as source:id.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String one;

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String other;

  IdentityExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "identity-explain", common.verbose(), console)) {
      console.status("starting Spark");
      Why why = open.identity().explain(one, other);
      console.status(null);
      console.good(why.together() ? "they are one person" : "they are not one person");
      why.compared().ifPresent(compared -> WhyLines.tell(console, compared));
      WhyLines.tell(console, why.path());
      why.decisions().forEach(console::good);
      why.guardrails().forEach(console::bad);
      if (common.json()) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("together", why.together());
        result.put("compared", why.compared().orElse(null));
        result.put("path", why.path());
        result.put("weakest_link", why.weakest().orElse(null));
        result.put("decisions", why.decisions());
        result.put("guardrails", why.guardrails());
        console.result(Json.text(result));
      }
      return 0;
    }
  }
}
