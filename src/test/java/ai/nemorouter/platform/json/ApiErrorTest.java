package ai.nemorouter.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ApiErrorTest {
  @Test
  void theBodyHasTheShapeThatBothClientFamiliesParse() {
    ApiError error =
        ApiError.of(402, "budget_exceeded", "payment_required", "Key budget exceeded.")
            .reason("key_budget_exceeded")
            .with("limit_usd", new BigDecimal("1E+1"))
            .with("spend_usd", new BigDecimal("0.00000045"));

    assertThat(Json.write(error.body("req_1")))
        .isEqualTo(
            """
            {"error":{"message":"Key budget exceeded.","type":"budget_exceeded","param":null,"code":402,\
            "metadata":{"error_type":"payment_required","reason":"key_budget_exceeded","limit_usd":10,\
            "spend_usd":0.00000045,"request_id":"req_1"}},"user_id":null}\
            """);
  }

  @Test
  void withoutARequestIdTheMetadataHasNone() {
    assertThat(Json.write(ApiError.notFound("No.").param("model").body(null)))
        .contains("\"param\":\"model\"")
        .doesNotContain("request_id");
  }

  @Test
  void brokenJsonIsReportedWithItsPlaceAndWithoutItsText() {
    assertThatThrownBy(() -> parse("{\"a\":1,\n\"secret\" 2}"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("line 2, column")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> parse("{\"a\":1,\"a\":2}")).isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> parse("{} {}")).isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> parse("")).isInstanceOf(ApiException.class);
  }

  @Test
  void numbersKeepEveryDigit() {
    assertThat(Json.write(parse("{\"a\":12345678901234567890.123456789,\"b\":1e-7}")))
        .isEqualTo("{\"a\":12345678901234567890.123456789,\"b\":0.0000001}");
  }

  private static ObjectNode parse(String text) {
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
  }
}
