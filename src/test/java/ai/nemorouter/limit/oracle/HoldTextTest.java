package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.engine.Batches;
import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Payer;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Holds go to the database as the text of an array of rows, in which callers' own words stand.
class HoldTextTest {
  private static final List<String> NAMES =
      List.of(
          "", " ", "NULL", "null", "a/m", "a,b", "\"", "\"\"", "\\", "\\\\", "\\\"", "{}", "()",
          "a\nb\tc", "\"),\"(", "ü 漢 🙂");

  @Test
  void anyNameOfAModelArrivesAsItIs() throws SQLException {
    List<HoldRequest> holds = NAMES.stream().map(HoldTextTest::hold).toList();

    assertThat(read(holds, "requested_model")).containsExactlyElementsOf(NAMES);
  }

  @Test
  void everyColumnArrivesInItsPlace() throws SQLException {
    HoldRequest hold = hold("m");

    assertThat(
            read(
                List.of(hold),
                """
                concat_ws(' ', id, org_id, team_id, coalesce(member_id::text, 'none'), key_id, secret, input_cost, output_rate,
                  least_output, most_output, prompt_tokens, floor, floor_tokens, requested_model, model, provider,
                  coalesce(price_id::text, 'none'), streamed, operation, own_provider, coalesce(request_id::text, 'none'))
                """))
        .containsExactly(
            "%s %s %s none %s 9 1 2 4 5 3 6 7 m a/m east none t chat f none"
                .formatted(
                    hold.id(), hold.payer().orgId(), hold.payer().teamId(), hold.payer().keyId()));
  }

  private static HoldRequest hold(String requestedModel) {
    return new HoldRequest(
        UUID.randomUUID(),
        new Payer(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), null),
        9,
        new HoldRange(Money.ofNanos(1), Money.ofNanos(2), 3, 4, 5, Money.ofNanos(6), 7),
        Settlement.Route.chat(requestedModel, "a/m", "east", null, true));
  }

  private static List<String> read(List<HoldRequest> holds, String column) throws SQLException {
    try (EngineServer.Database database = EngineServer.shared().database();
        Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement("select " + column + " from unnest(?::hold_request[])")) {
      statement.setString(1, Batches.text(holds));
      List<String> values = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          values.add(row.getString(1));
        }
      }
      return values;
    }
  }
}
