package ai.nemorouter.account.secondfactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  /// Of the test vectors in appendix B of RFC 6238.
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void theCodesAreThoseOfTheStandard(long second, String code) {
    assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(second)), 8)).isEqualTo(code);
  }

  @Test
  void aCodeCountsOneStepEarlyAndOneStepLateAndNoMore() {
    Instant now = Instant.ofEpochSecond(1_111_111_111);
    String code = Totp.code(SECRET, Totp.step(now), Totp.DIGITS);

    assertThat(code).isEqualTo("050471");
    for (int steps = -1; steps <= 1; steps++) {
      assertThat(Totp.matchingStep(SECRET, code, now.plusSeconds(30L * steps)))
          .hasValue(Totp.step(now));
    }
    assertThat(Totp.matchingStep(SECRET, code, now.plusSeconds(60))).isEmpty();
    assertThat(Totp.matchingStep(SECRET, code, now.minusSeconds(60))).isEmpty();
    assertThat(Totp.matchingStep(SECRET, "", now)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"fooba, MZXW6YTB", "12345678901234567890, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"})
  void secretsAreWrittenAsTheStandardWritesBase32(String text, String base32) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

    assertThat(Base32.encode(bytes)).isEqualTo(base32);
    assertThat(Base32.decode(base32)).isEqualTo(bytes);
    assertThat(Base32.decode(Base32.encode(new byte[5]))).isEqualTo(new byte[5]);
    assertThat(Base32.decode(Base32.encode(new byte[] {-1, -1, -1, -1, -1})))
        .isEqualTo(new byte[] {-1, -1, -1, -1, -1});
  }
}
