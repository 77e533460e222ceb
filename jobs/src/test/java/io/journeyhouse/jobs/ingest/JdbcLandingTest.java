package io.journeyhouse.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.run.TableResult;
import io.journeyhouse.common.run.TableResult.Status;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On a real PostgreSQL. */
@ExtendWith(SharedSpark.class)
class JdbcLandingTest {
  private static EmbeddedPostgres postgres;

  @TempDir private Path folder;
  private LandingWorld world;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  private static void sql(String statements) throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(statements);
    }
  }

  @BeforeEach
  void open(SparkSession spark) throws Exception {
    world = new LandingWorld(spark, folder);
    world.environment(Map.of("DB_PASSWORD", "not-to-be-shown"));
    sql(
        """
        drop table if exists person;
        create table person (
          id int primary key, email text, tags text[], balance numeric(10,2),
          changed timestamptz);
        insert into person values
          (1, 'a@example.com', '{x,y}', 1.50, '2026-03-01 10:00:00.123456+01'),
          (2, null, null, null, '2026-03-01 11:00:00+01'),
          (3, 'never', null, null, null);
        """);
  }

  private String source(String url) {
    return """
        source: club
        kind: crm
        format: jdbc
        jdbc:
          url: %s
          user: postgres
          password: ${env:DB_PASSWORD}
          table: public.person
          watermark: changed
        columns:
          source_id: id
          emails: "array(email)"
          updated_at: changed
        """
        .formatted(url);
  }

  @Test
  void readsWhatIsAboveTheWatermark() throws Exception {
    world.source("club", source(postgres.getJdbcUrl("postgres", "postgres")));
    TableResult first = world.run("2026-03-01");
    assertThat(first.status()).isEqualTo(Status.WRITTEN);
    assertThat(first.rowsOut()).isEqualTo(2);
    assertThat(world.rows("id").get(0).schema().apply("id").dataType())
        .isEqualTo(DataTypes.IntegerType);
    assertThat(
            world
                .rows("id", "email", "changed", "_rest['balance']", "_rest['tags']", "_line")
                .stream()
                .map(Row::toString))
        .containsExactlyInAnyOrder(
            "[1,a@example.com,2026-03-01 09:00:00.123456,1.50,[\"x\",\"y\"],null]",
            "[2,null,2026-03-01 10:00:00.0,null,null,null]");

    assertThat(world.run("2026-03-02").status()).isEqualTo(Status.UNCHANGED);
    sql(
        "update person set email = 'b@example.com', changed = changed + interval '2 hours'"
            + " where id = 1; alter table person add column phone text;"
            + "insert into person values (4, 'c', null, null, '2026-03-01 10:30:00+01', null)");
    world.loseWhatIsNotFlushed();
    TableResult second = world.run("2026-03-03");
    assertThat(second.rowsOut()).isEqualTo(1);
    assertThat(second.notes()).containsExactly("new column phone in public.person");
    assertThat(world.rows("id", "_row_key").stream().map(row -> row.getString(1)).distinct())
        .hasSize(3);
    assertThat(world.landed())
        .extracting(row -> row.getString(0))
        .allSatisfy(path -> assertThat(path).startsWith("public.person changed ("))
        .hasSize(2);
    assertThat(world.run("2026-03-03").status()).isEqualTo(Status.ALREADY_WRITTEN);
    assertThat(world.run("2026-03-04").status()).isEqualTo(Status.UNCHANGED);
  }

  @Test
  void equalRowsOfATableWithoutAKeyHaveKeysOfTheirOwn() throws Exception {
    sql(
        "alter table person drop constraint person_pkey;"
            + "insert into person select * from person where id = 1");
    world.source("club", source(postgres.getJdbcUrl("postgres", "postgres")));
    assertThat(world.run("2026-03-01").rowsOut()).isEqualTo(3);
    assertThat(world.rows("_row_key").stream().distinct()).hasSize(3);
    assertThat(world.rows("_row_hash").stream().distinct()).hasSize(2);
  }

  @Test
  void saysWhatToMendAndKeepsTheSecret() throws Exception {
    world.source("club", source("jdbc:postgresql://127.0.0.1:1/none"));
    assertThatThrownBy(() -> world.run("2026-03-01"))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
              assertThat(e.describe())
                  .contains("sources/club.yml", "SQL state 08")
                  .doesNotContain("not-to-be-shown");
            });
    String url = postgres.getJdbcUrl("postgres", "postgres");
    world.source("club", source(url).replace("public.person", "public.persons"));
    assertThatThrownBy(() -> world.run("2026-03-01"))
        .hasMessageContaining("table public.persons cannot be read (SQL state 42P01)");
    world.source("club", source(url).replace("source_id: id", "source_id: person_no"));
    assertThatThrownBy(() -> world.run("2026-03-01"))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_COLUMN_MISSING));
  }
}
