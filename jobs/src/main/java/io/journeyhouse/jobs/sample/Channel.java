package io.journeyhouse.jobs.sample;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a visit came about, its share of the visits that no message brought, and the planted effect:
 * each visit by it in the 30 days before multiplies the chance to buy by that factor.
 */
enum Channel {
  PAID_SEARCH(15, 1.40, "google", "cpc", null),
  PAID_SOCIAL(11, 1.15, "instagram", "paid_social", null),
  DISPLAY(6, 1.02, "adnet", "display", null),
  AFFILIATE(5, 1.20, "dealfinder", "affiliate", null),
  EMAIL(0, 1.50, "newsletter", "email", null),
  SMS(0, 1.10, "sms", "sms", null),
  PUSH(0, 1.10, "app", "push", null),
  ORGANIC_SEARCH(27, 1.25, null, null, "https://www.google.com/"),
  ORGANIC_SOCIAL(8, 1.05, null, null, "https://www.instagram.com/"),
  REFERRAL(6, 1.60, null, null, "https://blog.styleguide.example/finds"),
  DIRECT(22, 1.00, null, null, null);

  private static final Channel[] DRAW = draw();

  final double effect;
  final @Nullable String source;
  final @Nullable String medium;
  final @Nullable String referrer;
  private final int weight;

  Channel(
      int weight,
      double effect,
      @Nullable String source,
      @Nullable String medium,
      @Nullable String referrer) {
    this.weight = weight;
    this.effect = effect;
    this.source = source;
    this.medium = medium;
    this.referrer = referrer;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Channel draw(Dice dice) {
    return dice.pick(DRAW);
  }

  private static Channel[] draw() {
    return Arrays.stream(values())
        .flatMap(channel -> Collections.nCopies(channel.weight, channel).stream())
        .toArray(Channel[]::new);
  }
}
