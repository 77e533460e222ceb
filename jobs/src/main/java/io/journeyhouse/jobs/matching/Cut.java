package io.journeyhouse.jobs.matching;

import java.util.Locale;
import org.apache.commons.codec.language.DoubleMetaphone;
import org.jspecify.annotations.Nullable;

/** What of a value records must share to be compared. */
enum Cut {
  WHOLE {
    @Override
    String of(String value) {
      return value;
    }
  },

  SOUND {
    @Override
    @Nullable String of(String value) {
      int slot = value.hashCode() & HEARD.length - 1;
      Sound heard = HEARD[slot];
      if (heard == null || !heard.value.equals(value)) {
        String sound = METAPHONE.doubleMetaphone(value);
        heard = new Sound(value, sound == null || sound.isEmpty() ? value : sound);
        HEARD[slot] = heard;
      }
      return heard.sound;
    }
  },

  YEAR {
    @Override
    @Nullable String of(String value) {
      return value.length() == DATE ? value.substring(0, 4) : null;
    }
  },

  MONTH_AND_DAY {
    @Override
    @Nullable String of(String value) {
      return value.length() == DATE ? value.substring(4) : null;
    }
  },

  YEAR_MONTH {
    @Override
    @Nullable String of(String value) {
      return value.length() == DATE ? value.substring(0, 6) : null;
    }
  },

  FIRST_HALF {
    @Override
    String of(String value) {
      return value.substring(0, (value.length() + 1) / 2);
    }
  },

  LAST_HALF {
    @Override
    String of(String value) {
      return value.substring(value.length() / 2);
    }
  },

  FIRST_WORDS {
    @Override
    String of(String value) {
      int first = value.indexOf(' ');
      int second = first < 0 ? -1 : value.indexOf(' ', first + 1);
      return second < 0 ? value : value.substring(0, second);
    }
  },

  BEFORE_AT {
    @Override
    String of(String value) {
      int at = value.indexOf('@');
      return at < 0 ? value : value.substring(0, at);
    }
  };

  private static final int DATE = 8;
  private static final DoubleMetaphone METAPHONE = new DoubleMetaphone();

  /** Names repeat, and a sound costs more to find than all else of a key. */
  private static final Sound[] HEARD = new Sound[1 << 14];

  private record Sound(String value, String sound) {}

  /** The part of a tidied value; null where it has none. */
  abstract @Nullable String of(String value);

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
