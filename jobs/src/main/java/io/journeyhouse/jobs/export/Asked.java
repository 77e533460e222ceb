package io.journeyhouse.jobs.export;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.jobs.person.Permissions;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;

/** What is asked for audiences, as {@link Permissions} name it. */
final class Asked {
  private Asked() {}

  static String of(AudienceConfig audience) {
    return Permissions.of(audience.channel().word(), audience.purpose());
  }

  /** The permissions that a statement is about. */
  static Column concerned(List<AudienceConfig> audiences) {
    Map<String, Column> permissions = new TreeMap<>();
    for (AudienceConfig audience : audiences) {
      Column purpose = col("purpose").isNull().or(col("purpose").equalTo(audience.purpose()));
      Column concerned = col("channel").equalTo(audience.channel().word()).and(purpose);
      permissions.put(of(audience), when(concerned, of(audience)));
    }
    return array_compact(array(permissions.values().toArray(Column[]::new)));
  }
}
