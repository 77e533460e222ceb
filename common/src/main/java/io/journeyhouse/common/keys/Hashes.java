package io.journeyhouse.common.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** SHA-256 keys: the same natural key gives the same key in every run and on every machine. */
public final class Hashes {
  private Hashes() {}

  /** Lower-case hexadecimal SHA-256 of a text's UTF-8 bytes. */
  public static String sha256(String text) {
    return HexFormat.of().formatHex(newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * A surrogate key of several columns: SHA-256 of each part tagged with its kind and length, so
   * that ("a", "bc") and ("ab", "c"), or null and "", never meet.
   */
  public static Column surrogate(Column... parts) {
    Column[] tagged = new Column[parts.length];
    for (int i = 0; i < parts.length; i++) {
      Column text = parts[i].cast("string");
      tagged[i] =
          functions
              .when(text.isNull(), functions.lit("n;"))
              .otherwise(
                  functions.concat(
                      functions.lit("s"), functions.length(text), functions.lit(":"), text));
    }
    return functions.sha2(functions.concat(tagged).cast("binary"), 256);
  }
}
