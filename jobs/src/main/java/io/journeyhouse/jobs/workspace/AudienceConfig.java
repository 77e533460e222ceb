package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.sql.ExpressionGuard;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Customers who fit a condition, and how they may be contacted.
 *
 * @param channel the channel of contact, which decides what address is exported
 * @param purpose what a customer must have allowed for the channel to be exported
 * @param when an SQL condition over {@link #FEATURES}
 * @param features the features that the condition uses
 * @param where file and line of the condition
 */
public record AudienceConfig(
    String name,
    String description,
    Channel channel,
    String purpose,
    String when,
    Set<String> features,
    String where) {

  /** What a condition may look at: one customer, as of the end of a run's window. */
  public static final Set<String> FEATURES =
      Set.of(
          "as_of",
          "country",
          "stage",
          "first_visit_at",
          "last_visit_at",
          "visits",
          "days_since_visit",
          "last_cart_at",
          "days_since_cart",
          "last_checkout_at",
          "days_since_checkout",
          "first_purchase_at",
          "last_purchase_at",
          "purchases",
          "days_since_purchase",
          "revenue",
          "open_tickets");

  private static final String FOLDER = "audiences";

  /** How members are contacted. */
  public enum Channel {
    EMAIL("email", "email"),
    SMS("sms", "phone");

    private final String word;
    private final String address;

    Channel(String word, String address) {
      this.word = word;
      this.address = address;
    }

    /** The word in consents and configuration. */
    public String word() {
      return word;
    }

    /** The type of identifier, and the column of {@code gold.dim_customer}, that is the address. */
    public String address() {
      return address;
    }
  }

  /** A fingerprint of all that decides who is in the audience and who of them may be contacted. */
  public String definitionHash() {
    return Hashes.sha256(String.join("\n", purpose, channel.word(), when));
  }

  static List<AudienceConfig> readAll(ConfigFiles files) {
    Map<String, String> seen = new HashMap<>();
    return files.all(FOLDER).stream()
        .map(
            file -> {
              AudienceConfig audience = read(file);
              String place = file.map().get("audience").where();
              String other = seen.put(audience.name(), place);
              if (other != null) {
                throw file.map()
                    .get("audience")
                    .invalid("is the name of " + other + " already", "choose another name");
              }
              return audience;
            })
        .toList();
  }

  /** Reads one audience's file. */
  public static AudienceConfig read(YamlNode file) {
    YamlMap map = file.map().noOtherKeys("audience", "description", "channel", "consent", "when");
    String name = map.requireString("audience");
    if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
      throw map.get("audience")
          .invalid(
              "is '" + name + "', which cannot name a folder and a file everywhere",
              "write lower-case letters, digits and underscores, starting with a letter");
    }
    String when = map.requireString("when").strip();
    return new AudienceConfig(
        name,
        map.requireString("description"),
        map.oneOf("channel", Channel.class),
        map.map("consent").noOtherKeys("purpose").requireString("purpose"),
        when,
        features(map.where("when"), when),
        map.where("when"));
  }

  private static Set<String> features(String where, String when) {
    return ExpressionGuard.check(where, when, FEATURES).stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }
}
