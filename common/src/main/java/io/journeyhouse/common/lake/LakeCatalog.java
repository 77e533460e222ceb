package io.journeyhouse.common.lake;

import io.journeyhouse.common.contract.TableName;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets SQL read the lake's tables by their names, without registering any. Spark makes it by its
 * class name; only reading works.
 */
public final class LakeCatalog implements TableCatalog {
  private String name = "lake";
  private @Nullable String root;

  /** A session in which {@code layer.table} names the tables of a lake. */
  public static SparkSession session(Lake lake) {
    SparkSession own = lake.spark().newSession();
    own.conf().set("spark.sql.catalog.lake", LakeCatalog.class.getName());
    own.conf().set("spark.sql.catalog.lake.root", lake.root());
    own.conf().set("spark.sql.defaultCatalog", "lake");
    return own;
  }

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    name = catalogName;
    root = options.get("root");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    SparkSession spark = SparkSession.active();
    String layer = String.join(".", identifier.namespace());
    if (root == null || !layer.matches("[a-z][a-z0-9_]*")) {
      throw new NoSuchTableException(identifier);
    }
    Lake lake = new Lake(spark, root);
    TableName table = new TableName(layer, identifier.name());
    if (!lake.exists(table)) {
      throw new NoSuchTableException(identifier);
    }
    return DeltaTableV2.apply(
        spark,
        new Path(lake.path(table)),
        scala.Option.empty(),
        scala.Option.empty(),
        scala.collection.immutable.Map$.MODULE$.empty(),
        scala.Option.empty());
  }

  @Override
  public Identifier[] listTables(String[] namespace) {
    return new Lake(SparkSession.active(), String.valueOf(root))
        .tables().stream()
            .filter(table -> namespace.length == 1 && table.layer().equals(namespace[0]))
            .map(table -> Identifier.of(namespace, table.table()))
            .toArray(Identifier[]::new);
  }

  @Override
  public Table createTable(
      Identifier identifier,
      StructType schema,
      Transform[] partitions,
      Map<String, String> properties) {
    throw readOnly();
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes) {
    throw readOnly();
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    throw readOnly();
  }

  @Override
  public void renameTable(Identifier from, Identifier to) {
    throw readOnly();
  }

  private static RuntimeException readOnly() {
    return new UnsupportedOperationException("The lake's tables are written by jobs only");
  }
}
