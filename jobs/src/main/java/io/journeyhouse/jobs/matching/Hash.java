package io.journeyhouse.jobs.matching;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/** Numbers that stand for texts, or that choose at random and yet the same in each run. */
final class Hash {
  private Hash() {}

  /** XXH64 of a text's UTF-8 bytes. */
  static long of(String text, long seed) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, seed);
  }

  /** Scatters the bits of a number. */
  static long mix(long x) {
    long y = x * 0x9E3779B97F4A7C15L;
    y = (y ^ (y >>> 32)) * 0xD6E8FEB86659FD93L;
    return y ^ (y >>> 32);
  }
}
