package ai.nemorouter.testsupport;

import ai.nemorouter.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Statements on one connection, for tests that arrange rows or look at them.
public final class Sql {
  /// A `:name`, and what may have a colon and is none: texts, quoted names, remarks, casts.
  private static final Pattern NAMED =
      Pattern.compile("'[^']*'|\"[^\"]*\"|--[^\n]*|::|:(?<name>[A-Za-z]\\w*)");

  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /// @param values one for each `?`
  public Statement select(String sql, @Nullable Object... values) {
    Statement statement = new Statement(sql, false);
    for (int i = 0; i < values.length; i++) {
      statement.bind(i, values[i]);
    }
    return statement;
  }

  /// @param values one for each `?`
  /// @return how many rows were changed
  public int execute(String sql, @Nullable Object... values) {
    return select(sql, values).execute();
  }

  /// @param sql with a `:name` for each value, which `bind` gives
  public Statement createQuery(String sql) {
    return new Statement(sql, true);
  }

  /// The same, for what changes rows.
  public Statement createUpdate(String sql) {
    return new Statement(sql, true);
  }

  /// What one row becomes.
  public interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private interface Work<T> {
    T on(PreparedStatement statement) throws SQLException;
  }

  public final class Statement {
    private final String sql;
    private final List<String> names = new ArrayList<>();
    private final Map<String, @Nullable Object> named = new LinkedHashMap<>();
    private final Map<Integer, @Nullable Object> placed = new TreeMap<>();

    private Statement(String sql, boolean byName) {
      this.sql = byName ? NAMED.matcher(sql).replaceAll(this::place) : sql;
    }

    private String place(MatchResult found) {
      String name = found.group(1);
      if (name == null) {
        return Matcher.quoteReplacement(found.group());
      }
      names.add(name);
      return "?";
    }

    public Statement bind(String name, @Nullable Object value) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("The statement has no :" + name);
      }
      named.put(name, value);
      return this;
    }

    /// @param position of its `?`, from 0
    public Statement bind(int position, @Nullable Object value) {
      placed.put(position, value);
      return this;
    }

    /// @return how many rows were changed
    public int execute() {
      return run(statement -> {
        statement.execute();
        return statement.getUpdateCount();
      });
    }

    /// The first column of each row.
    public <T> Rows<T> mapTo(Class<T> type) {
      return map(row -> column(row, type));
    }

    /// Each row by the names of its columns.
    public Rows<Map<String, Object>> mapToMap() {
      return map(row -> {
        Map<String, Object> values = new LinkedHashMap<>();
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          values.put(columns.getColumnLabel(i), row.getObject(i));
        }
        return values;
      });
    }

    public <T> Rows<T> map(RowMapper<T> mapper) {
      return run(statement -> {
        List<T> rows = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            rows.add(mapper.map(found));
          }
        }
        return new Rows<>(rows);
      });
    }

    private <T> T run(Work<T> work) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < names.size(); i++) {
          if (!named.containsKey(names.get(i))) {
            throw new IllegalStateException("Nothing is bound to :" + names.get(i));
          }
          set(statement, i + 1, named.get(names.get(i)));
        }
        for (Map.Entry<Integer, @Nullable Object> value : placed.entrySet()) {
          set(statement, value.getKey() + 1, value.getValue());
        }
        return work.on(statement);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// What a statement found.
  public record Rows<T>(List<T> list) {
    /// @throws IllegalStateException unless it is just one
    public T one() {
      if (list.size() != 1) {
        throw new IllegalStateException("Not one row but " + list.size());
      }
      return list.getFirst();
    }

    /// @throws IllegalStateException if they are several
    public Optional<T> findOne() {
      return list.isEmpty() ? Optional.empty() : Optional.ofNullable(one());
    }
  }

  private static void set(PreparedStatement statement, int position, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case Money money -> statement.setLong(position, money.nanos());
      case Instant at -> statement.setObject(position, at.atOffset(ZoneOffset.UTC));
      case String[] texts ->
          statement.setArray(position, statement.getConnection().createArrayOf("text", texts));
      case null, default -> statement.setObject(position, value);
    }
  }

  /// Numbers are taken for each other, and everything can be had as text.
  ///
  /// @return null where the column is null
  @SuppressWarnings("NullAway")
  private static <T> T column(ResultSet row, Class<T> type) throws SQLException {
    if (row.getObject(1) == null) {
      return null;
    }
    return type.cast(
        switch (type.getSimpleName()) {
          case "String" -> row.getString(1);
          case "Integer" -> row.getInt(1);
          case "Long" -> row.getLong(1);
          case "Money" -> Money.ofNanos(row.getLong(1));
          case "Instant" -> row.getObject(1, OffsetDateTime.class).toInstant();
          default -> row.getObject(1, type);
        });
  }
}
