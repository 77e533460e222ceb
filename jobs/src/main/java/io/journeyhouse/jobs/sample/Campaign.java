package io.journeyhouse.jobs.sample;

import java.util.Arrays;

/** A paid campaign or a series of messages. */
record Campaign(String id, Channel channel) {
  /** What costs money by day. */
  static final Campaign[] PAID = {
    new Campaign("search-brand", Channel.PAID_SEARCH),
    new Campaign("search-generic", Channel.PAID_SEARCH),
    new Campaign("search-shopping", Channel.PAID_SEARCH),
    new Campaign("social-video", Channel.PAID_SOCIAL),
    new Campaign("social-carousel", Channel.PAID_SOCIAL),
    new Campaign("social-retarget", Channel.PAID_SOCIAL),
    new Campaign("display-prospect", Channel.DISPLAY),
    new Campaign("display-retarget", Channel.DISPLAY),
    new Campaign("affiliate-deals", Channel.AFFILIATE),
    new Campaign("affiliate-blogs", Channel.AFFILIATE)
  };

  /** What is sent, in turns. */
  static final Campaign[] MESSAGES = {
    new Campaign("mail-newsletter", Channel.EMAIL),
    new Campaign("mail-offers", Channel.EMAIL),
    new Campaign("push-new-in", Channel.PUSH),
    new Campaign("mail-seasonal", Channel.EMAIL),
    new Campaign("sms-sale", Channel.SMS),
    new Campaign("mail-winback", Channel.EMAIL)
  };

  private static final Campaign[][] PAID_BY_CHANNEL =
      Arrays.stream(Channel.values())
          .map(
              channel ->
                  Arrays.stream(PAID)
                      .filter(campaign -> campaign.channel == channel)
                      .toArray(Campaign[]::new))
          .toArray(Campaign[][]::new);

  static Campaign[] paid(Channel channel) {
    return PAID_BY_CHANNEL[channel.ordinal()];
  }

  /** The series whose turn a wave is. */
  static Campaign ofWave(int wave) {
    return MESSAGES[wave % MESSAGES.length];
  }
}
