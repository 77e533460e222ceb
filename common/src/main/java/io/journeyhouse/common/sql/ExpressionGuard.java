package io.journeyhouse.common.sql;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.trees.Origin;
import org.apache.spark.sql.types.DatetimeType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets through only expressions that compute a value from columns. Spark SQL can call any static
 * Java method ({@code java_method}, {@code reflect}), so what a user may write is listed, not what
 * he may not: node types, functions and columns. No subqueries, no windows, no lambda functions,
 * nothing that differs from call to call.
 */
public final class ExpressionGuard {
  private static final Set<String> NODES =
      words(
          """
          Add Alias And Between CaseWhen Cast Coalesce Concat CreateNamedStruct CreateStruct
          DateAddInterval Divide EqualNullSafe EqualTo Extract GreaterThan GreaterThanOrEqual
          ILike If In IntegralDivide IsFalse IsNotNull IsNull IsTrue LessThan LessThanOrEqual
          Like LikeAll LikeAny Multiply Not Or Overlay RLike Remainder StringLocate
          StringTrim StringTrimBoth StringTrimLeft StringTrimRight Substring Subtract
          TimestampAddInterval TryCast UnaryMinus UnaryPositive UnresolvedExtractValue
          """);

  private static final Set<String> FUNCTIONS =
      words(
          """
          abs and array array_compact array_contains array_distinct array_join array_max
          array_min array_remove array_size array_sort between bigint boolean btrim cardinality
          case ceil ceiling char_length coalesce concat concat_ws contains date date_add
          date_diff date_format date_from_unix_date date_sub date_trunc datediff day dayofmonth
          dayofweek decimal double element_at elt endswith exp extract float floor from_json
          from_unixtime from_utc_timestamp get get_json_object greatest hour if ifnull ilike
          initcap instr int isnotnull isnull lcase least left length levenshtein like ln locate
          log10 lower lpad ltrim make_date make_timestamp map map_concat map_contains_key
          map_entries map_from_arrays map_from_entries map_keys map_values md5 minute mod month
          months_between named_struct negative not nullif nullifzero nvl nvl2 or overlay
          parse_url pmod position positive power quarter regexp_count regexp_extract
          regexp_extract_all regexp_like regexp_replace regexp_substr repeat replace reverse
          right rlike round rpad rtrim schema_of_json second sha sha1 sha2 sign signum size slice
          smallint sort_array split split_part startswith str_to_map string struct substr
          substring substring_index timestamp timestamp_micros timestamp_millis timestamp_seconds
          to_char to_date to_json to_number to_timestamp to_utc_timestamp translate trim trunc
          try_add try_cast try_divide try_element_at try_multiply try_parse_json try_parse_url
          try_subtract try_to_date try_to_number try_to_timestamp try_url_decode ucase unix_date
          unix_micros unix_millis unix_seconds unix_timestamp upper url_decode url_encode weekday
          weekofyear when year zeroifnull
          """);

  /**
   * Names without brackets that Spark takes for functions where no column is called so. {@code
   * user} is not among them: raw columns are often called so, and a raw column that an expression
   * uses is always there.
   */
  private static final Set<String> CLOCK_AND_USER =
      words(
          """
          current_catalog current_database current_date current_schema current_time
          current_timestamp current_timezone current_user localtimestamp session_user
          """);

  /** What {@code date '...'} and {@code timestamp '...'} read the clock for. */
  private static final Pattern CLOCK_LITERAL =
      Pattern.compile("now|today|tomorrow|yesterday", Pattern.CASE_INSENSITIVE);

  private ExpressionGuard() {}

  /**
   * Checks one expression.
   *
   * @param where file and line of the expression, for the message
   * @param columns names that it may use, lower case; null allows any
   * @return the names of the columns that it uses
   * @throws JourneyhouseException where it does not parse or uses what is not allowed
   */
  public static Set<String> check(String where, String expression, @Nullable Set<String> columns) {
    Expression tree;
    try {
      tree = new CatalystSqlParser().parseExpression(expression);
    } catch (Exception e) {
      if (e instanceof AnalysisException parse) {
        throw refused(
            where, "the expression does not parse: " + firstLine(parse), "correct the SQL", e);
      }
      throw refused(where, "the expression does not parse", "correct the SQL", e);
    }
    if (tree instanceof Alias alias) {
      // an operator without its second side is read as a name for the first
      throw refused(
          where,
          "the expression does not parse: '" + alias.name() + "' stands at its end",
          "correct the SQL",
          null);
    }
    Set<String> used = new TreeSet<>();
    check(where, tree, columns, used);
    return used;
  }

  private static void check(
      String where, Expression node, @Nullable Set<String> columns, Set<String> used) {
    if (node instanceof UnresolvedAttribute attribute) {
      String name = attribute.nameParts().head();
      used.add(name);
      if (CLOCK_AND_USER.contains(name.toLowerCase(Locale.ROOT))) {
        throw refused(where, "'" + name + "' is not allowed", "compare with a column", null);
      }
      if (columns != null && !columns.contains(name.toLowerCase(Locale.ROOT))) {
        String mend =
            Errors.closest(name, columns)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("use one of: " + String.join(", ", new TreeSet<>(columns)));
        throw refused(where, "unknown column '" + name + "'", mend, null);
      }
    } else if (node instanceof UnresolvedFunction function) {
      checkFunction(where, function);
    } else if (node instanceof Literal literal) {
      checkLiteral(where, literal);
    } else if (!NODES.contains(node.getClass().getSimpleName())) {
      throw refused(
          where,
          "'" + node.getClass().getSimpleName() + "' is not allowed in an expression",
          "use columns, literals, operators, CASE and the listed functions only; no subqueries,"
              + " windows or lambda functions",
          null);
    }
    CollectionConverters.asJava(node.children())
        .forEach(child -> check(where, child, columns, used));
  }

  private static void checkFunction(String where, UnresolvedFunction function) {
    String name =
        String.join(".", CollectionConverters.asJava(function.nameParts()))
            .toLowerCase(Locale.ROOT);
    boolean plain = !function.isDistinct() && function.filter().isEmpty();
    if (!plain || !FUNCTIONS.contains(name)) {
      String mend =
          Errors.closest(name, FUNCTIONS)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("use a plain function of strings, numbers, dates, arrays or maps");
      throw refused(where, "function '" + name + "' is not allowed", mend, null);
    }
    if (name.equals("unix_timestamp") && function.arguments().isEmpty()) {
      // alone it reads the clock
      throw refused(where, "'unix_timestamp()' is not allowed", "give it a column", null);
    }
  }

  /** The parser has replaced the word by the time of day: only the text tells. */
  private static void checkLiteral(String where, Literal literal) {
    Origin origin = literal.origin();
    if (literal.dataType() instanceof DatetimeType && origin.sqlText().isDefined()) {
      String text =
          origin
              .sqlText()
              .get()
              .substring((int) origin.startIndex().get(), (int) origin.stopIndex().get() + 1);
      if (CLOCK_LITERAL.matcher(text).find()) {
        throw refused(where, "\"" + text + "\" is not allowed", "compare with a column", null);
      }
    }
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }

  private static String firstLine(AnalysisException parse) {
    String message = String.valueOf(parse.getMessage()).strip();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static JourneyhouseException refused(
      String where, String problem, String mend, @Nullable Throwable cause) {
    return Errors.of(ErrorCode.CONFIG_EXPRESSION, where + ": " + problem, mend, cause);
  }
}
