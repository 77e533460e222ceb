package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A workspace's configuration, read and checked.
 *
 * @param dir the folder; every path in the configuration is relative to it
 * @param zone the time zone of business days
 * @param country where addresses and phone numbers are, unless a source says otherwise
 * @param lake where the tables are, absolute
 * @param spark further settings of Spark
 * @param foreignLogStore whether a log store that is not our own may write the lake
 * @param maxCatchUp how many missed business days a run does first, unasked
 * @param retention how long maintenance keeps what is not needed any more
 * @param unmaskPermissions who may see personal data in clear
 * @param secretFiles files that references in the configuration name
 */
public record Workspace(
    Path dir,
    ZoneId zone,
    String country,
    String currency,
    String lake,
    Repository repository,
    Map<String, String> spark,
    boolean foreignLogStore,
    int maxCatchUp,
    Retention retention,
    UnmaskPermissions unmaskPermissions,
    List<SourceConfig> sources,
    IdentityConfig identity,
    ChannelConfig channels,
    JourneyConfig journey,
    List<AudienceConfig> audiences,
    List<Path> secretFiles) {

  /** The file that makes a folder a workspace. */
  public static final String FILE = "workspace.yml";

  static final String FOREIGN_LOG_STORE = "foreign-log-store";
  private static final int MAX_CATCH_UP = 7;

  /** Reads a workspace with the process's environment. */
  public static Workspace load(Path dir) {
    return load(dir, System.getenv());
  }

  /**
   * Reads a workspace.
   *
   * @param environment what {@code ${env:X}} refers to
   */
  public static Workspace load(Path dir, Map<String, String> environment) {
    require(dir);
    Path home = dir.toAbsolutePath().normalize();
    ConfigFiles files = new ConfigFiles(home, environment);
    YamlMap map =
        files
            .required(FILE)
            .map()
            .noOtherKeys(
                "zone",
                "country",
                "currency",
                "lake",
                "memory",
                "repository",
                "retention",
                "spark",
                FOREIGN_LOG_STORE,
                "max-catch-up",
                UnmaskPermissions.KEY);
    SourceConfig.Defaults defaults =
        new SourceConfig.Defaults(
            map.get("zone").zone(),
            SourceConfig.country(map.get("country")),
            SourceConfig.currency(map.get("currency")));
    map.find("memory").ifPresent(Workspace::checkMemory);
    List<SourceConfig> sources = sources(files, defaults);
    return new Workspace(
        home,
        defaults.zone(),
        defaults.country(),
        defaults.currency(),
        lake(map, files),
        map.find("repository")
            .map(node -> Repository.read(node.map(), files))
            .orElseGet(() -> Repository.inWorkspace(files)),
        SparkSettings.read(map, files),
        map.bool(FOREIGN_LOG_STORE, false),
        map.find("max-catch-up").map(Workspace::count).orElse(MAX_CATCH_UP),
        Retention.read(map.find("retention")),
        UnmaskPermissions.read(map.find(UnmaskPermissions.KEY), files),
        sources,
        IdentityConfig.read(files, sources, defaults.country()),
        ChannelConfig.read(files),
        JourneyConfig.read(files),
        AudienceConfig.readAll(files),
        // the last to be asked: they are known once all files are read
        files.referenced());
  }

  /** Refuses a folder that is no workspace. */
  public static void require(Path dir) {
    if (!Files.isRegularFile(dir.resolve(FILE))) {
      throw Errors.of(
          ErrorCode.CONFIG_MISSING,
          FILE + ":1: " + dir.toAbsolutePath().normalize() + " is no workspace",
          "name one with -w DIR, or make one: journeyhouse init -w DIR");
    }
  }

  /** The source of a name that is known from what it loaded. */
  public SourceConfig source(String name) {
    return sources.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.of(
                    ErrorCode.USAGE,
                    "source " + name + " is not configured any more",
                    "put its file back into sources/"));
  }

  /** Where the program keeps what is its own: the repository, logs. */
  public Path stateDir() {
    return dir.resolve(".journeyhouse");
  }

  private static List<SourceConfig> sources(ConfigFiles files, SourceConfig.Defaults defaults) {
    List<YamlNode> found = files.all("sources");
    if (found.isEmpty()) {
      throw Errors.of(
          ErrorCode.CONFIG_MISSING,
          "sources:1: the workspace has no source",
          "describe one in sources/<name>.yml; `journeyhouse init` writes commented ones");
    }
    Map<String, String> seen = new HashMap<>();
    List<SourceConfig> sources =
        found.stream()
            .map(
                file -> {
                  SourceConfig source = SourceConfig.read(file, files, defaults);
                  String other = seen.put(source.name(), source.where());
                  if (other != null) {
                    throw file.map()
                        .get("source")
                        .invalid("is the name of " + other + " already", "choose another name");
                  }
                  return source;
                })
            .toList();
    for (YamlNode file : found) {
      file.map().find("receipts").ifPresent(node -> checkReceipts(node, sources));
    }
    return sources;
  }

  private static void checkReceipts(YamlNode node, List<SourceConfig> sources) {
    List<String> receipts =
        sources.stream()
            .filter(s -> s.kind() == SourceConfig.Kind.POS)
            .filter(s -> s.grain() == SourceConfig.Grain.RECEIPT)
            .map(SourceConfig::name)
            .toList();
    if (!receipts.contains(node.string())) {
      throw node.invalid(
          "is '" + node.string() + "', which is no source of receipts",
          Errors.closest(node.string(), receipts)
              .map(near -> "did you mean '" + near + "'?")
              .orElse(
                  "name a source of kind: pos and grain: receipt, or leave it out: the orders are"
                      + " then put together from the lines"));
    }
  }

  private static int count(YamlNode node) {
    int count = node.integer();
    if (count < 0) {
      throw node.invalid("is " + count, "write 0 or more");
    }
    return count;
  }

  private static String lake(YamlMap map, ConfigFiles files) {
    String path = map.find("lake").map(files::resolve).orElse("lake");
    return path.contains("://") ? path : files.dir().resolve(path).normalize().toString();
  }

  // the launcher reads it, because a JVM's heap is fixed when it starts
  private static void checkMemory(YamlNode node) {
    if (!node.string().matches("[1-9][0-9]*[mg]")) {
      throw node.invalid("is '" + node.string() + "'", "write for example 4g or 900m");
    }
  }

  /** The folder alone: settings may hold secrets. */
  @Override
  public String toString() {
    return "workspace " + dir;
  }
}
