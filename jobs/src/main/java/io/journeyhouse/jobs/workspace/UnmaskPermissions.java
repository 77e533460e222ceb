package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.util.Optional;
import java.util.Set;

/**
 * Who may see the personal data of customers in clear.
 *
 * @param file that names them; empty where nobody may
 * @param users names of users of the operating system
 */
public record UnmaskPermissions(Optional<String> file, Set<String> users) {
  static final String KEY = "unmask-permissions";

  static UnmaskPermissions read(Optional<YamlNode> node, ConfigFiles files) {
    return node.map(files::resolve)
        .map(
            file ->
                new UnmaskPermissions(
                    Optional.of(file),
                    Set.copyOf(
                        files.required(file).map().noOtherKeys("users").get("users").strings())))
        .orElse(new UnmaskPermissions(Optional.empty(), Set.of()));
  }

  /** Refuses a user who is not named. */
  public void require(String user) {
    if (!users.contains(user)) {
      throw file.isEmpty()
          ? refused(
              "nobody may see personal data in clear: " + Workspace.FILE + " has no " + KEY,
              "leave --unmask out, or add " + KEY + ": FILE, a file with users: [NAME, ...]")
          : refused(
              file.get() + " does not name the user " + user,
              "leave --unmask out, or ask whoever keeps that file to add the name to users:");
    }
  }

  private static RuntimeException refused(String problem, String mend) {
    return Errors.of(ErrorCode.UNMASK_REFUSED, problem, mend);
  }
}
