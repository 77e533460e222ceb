package io.journeyhouse.common.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionGuardTest {
  private static final Set<String> COLUMNS = Set.of("id", "ts", "items", "amount", "click");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "trim(lower(id))",
        "case when amount > 3 and id like 'C%' then 'return' else 'sale' end",
        "case id when 'a' then 1 end",
        "from_json(items, 'array<struct<product_id:string,quantity:int,price:decimal(18,2)>>')",
        "try_cast(amount as decimal(18,2)) * -1 + 2 / 3 % 4",
        "cast(ts as timestamp)",
        "ts::date",
        "map('gclid', click)",
        "named_struct('a', id).a",
        "coalesce(nullif(id, ''), concat('x:', ts), 'none')",
        "id in ('a', 'b') or id not in ('c') and id is not null and not (id = 'x')",
        "amount between 1 and 2",
        "split(id, ',')[0]",
        "get(split(id, ','), 0)",
        "substring(id, 1, 3) || 'x'",
        "id rlike '^[0-9]+$'",
        "timestamp '2026-01-01 00:00:00' <= ts",
        "id = 'now' and ts > date '2026-01-01'",
        "ts + interval 3 days",
        "extract(hour from ts)",
        "if(amount <=> 3, 'a', 'b')",
        "id ilike 'x%'",
        "unix_timestamp(ts)"
      })
  void lets_plain_expressions_through(String expression) {
    ExpressionGuard.check("x.yml:3", expression, COLUMNS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java_method('java.lang.System', 'getProperty', 'user.home')",
        "reflect('java.lang.Runtime', 'getRuntime')",
        "try_reflect('java.lang.Runtime', 'getRuntime')",
        "JAVA_METHOD('a', 'b')",
        "lower(java_method('a', 'b'))",
        "(select 1)",
        "id in (select 1)",
        "exists (select 1)",
        "rand()",
        "uuid()",
        "current_timestamp()",
        "current_timestamp",
        "now()",
        "unix_timestamp()",
        "ts < timestamp 'now'",
        "ts < timestamp /* */ ' Today '",
        "date\"tomorrow\" > ts",
        "sum(amount)",
        "row_number() over (order by id)",
        "transform(items, x -> x + 1)",
        "input_file_name()",
        "monotonically_increasing_id()",
        "count(distinct id)",
        "spark_catalog.default.f(id)",
        "*",
        "unknown_column",
        "id +",
        "lower(id"
      })
  void refuses_all_else(String expression) {
    assertThatThrownBy(() -> ExpressionGuard.check("x.yml:3", expression, COLUMNS))
        .hasMessageStartingWith("x.yml:3: ");
  }

  @Test
  void names_the_columns_that_are_used() {
    assertThat(ExpressionGuard.check("x", "concat(id, ts, 'amount')", null))
        .containsExactly("id", "ts");
  }

  @Test
  void suggests_the_column_that_was_meant() {
    assertThatThrownBy(() -> ExpressionGuard.check("x.yml:3", "amuont + 1", COLUMNS))
        .hasMessage("x.yml:3: unknown column 'amuont'")
        .extracting("mend")
        .isEqualTo("did you mean 'amount'?");
  }
}
