package ai.nemorouter.guardrail.engine;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;

/// Values that nobody has: made with right check digits by arithmetic of their own, so that a
/// mistake in the detectors' arithmetic shows, or published for tests.
final class SampleValues {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final List<String> ISSUERS =
      List.of(
          "424242:16",
          "555555:16",
          "222300:16",
          "378282:15",
          "601111:16",
          "353011:16",
          "305693:14");
  private static final List<String> GERMAN_TAX_IDS =
      List.of("10234567814", "86095742719", "65929970489", "57549285017", "25768131411");
  private static final List<String> FISCAL_CODES =
      List.of("RSSMRA85T10A562S", "MRTMTT25D09F205Z", "RSSMRA80A01H501U", "MLLSNT82P65Z404U");
  private static final List<String> AADHAARS = List.of("234123412346");
  private static final List<String> MAILBOXES =
      List.of("john.doe", "j.smith+news", "anna_k", "o'brien", "maria-luisa", "x1", "jürgen");
  private static final List<String> HOSTS =
      List.of("example.com", "mail.example.org", "example.co.uk", "sub.domain.example.net");
  private static final List<String> PHONES =
      List.of(
          "+49 30 901820",
          "+1 415 555 2671",
          "+44 20 7946 0958",
          "+33 1 42 68 53 00",
          "(415) 555-2671",
          "030 901820",
          "020 7946 0958",
          "+81 3-3224-9999",
          "+91 98765 43210",
          "+55 11 91234-5678");

  private final Random random;

  SampleValues(Random random) {
    this.random = random;
  }

  String of(Kind kind) {
    return switch (kind) {
      case CARD -> card();
      case IBAN -> iban();
      case EMAIL -> one(MAILBOXES) + "@" + one(HOSTS);
      case PHONE -> one(PHONES);
      case IP_ADDRESS ->
          one(List.of("8.8.8.8", "93.184.216.34", "2001:4860:4860::8888", "151.101.1.69"));
      case BIRTH_DATE ->
          one(List.of("12.04.1985", "1985-04-12", "April 12, 1985", "12 May 1979", "3/7/1962"));
      case POSTAL_ADDRESS ->
          one(
              List.of(
                  "221 Baker Street, London NW1 6XE",
                  "Musterstraße 12, 12345 Berlin",
                  "1600 Amphitheatre Road, Springfield, CA 94043",
                  "12 rue de la Paix, 75002 Paris"));
      default -> kind.family() == Kind.Family.SECRET ? secret(kind) : national(kind);
    };
  }

  private String card() {
    String[] issuer = one(ISSUERS).split(":", -1);
    return luhn(issuer[0] + digits(Integer.parseInt(issuer[1]) - issuer[0].length() - 1));
  }

  private String iban() {
    String[] form = one(List.of("DE:18", "ES:20", "AT:16", "BE:12", "PL:24")).split(":", -1);
    String account = digits(Integer.parseInt(form[1]));
    if (form[0].equals("BE")) {
      long body = Long.parseLong(account.substring(0, 10));
      long check = body % 97 == 0 ? 97 : body % 97;
      account = account.substring(0, 10) + String.format("%02d", check);
    }
    if (form[0].equals("ES")) {
      account = spanish(account);
    }
    BigInteger number =
        new BigInteger(account + (form[0].charAt(0) - 55) + (form[0].charAt(1) - 55) + "00");
    int check = 98 - number.mod(BigInteger.valueOf(97)).intValue();
    return form[0] + String.format("%02d", check) + account;
  }

  private static String spanish(String account) {
    int[] weights = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};
    String bank = "00" + account.substring(0, 8);
    String number = account.substring(10);
    return account.substring(0, 8) + spanish(bank, weights) + spanish(number, weights) + number;
  }

  private static int spanish(String digits, int[] weights) {
    int check = 11 - sum(digits, weights) % 11;
    return check == 10 ? 1 : check == 11 ? 0 : check;
  }

  private String national(Kind kind) {
    return switch (kind) {
      case US_SSN ->
          (100 + random.nextInt(500))
              + "-"
              + (10 + random.nextInt(80))
              + "-"
              + (1000 + random.nextInt(8999));
      case US_ITIN -> "9" + digits(2) + "-7" + random.nextInt(10) + "-" + digits(4);
      case UK_NINO -> "AB " + pairs(digits(6)) + " C";
      case UK_NHS -> grouped(weighted(9, 11, new int[] {10, 9, 8, 7, 6, 5, 4, 3, 2}), 3, 3, 4);
      case DE_TAX_ID -> grouped(one(GERMAN_TAX_IDS), 2, 3, 3, 3);
      case FR_NIR -> nir();
      case ES_DNI -> dni();
      case IT_CODICE_FISCALE -> one(FISCAL_CODES);
      case NL_BSN -> bsn();
      case PL_PESEL -> pesel();
      case SE_PERSONNUMMER -> swedish();
      case BR_CPF -> cpf();
      case BR_CNPJ -> cnpj();
      case IN_AADHAAR -> grouped(one(AADHAARS), 4, 4, 4);
      case CA_SIN -> grouped(luhn((1 + random.nextInt(7)) + digits(7)), 3, 3, 3);
      case AU_TFN -> tfn();
      case JP_MY_NUMBER -> myNumber();
      default -> throw new IllegalArgumentException("No values of " + kind);
    };
  }

  private String nir() {
    String body = "1" + digits(2) + "0" + (1 + random.nextInt(9)) + "75" + digits(6);
    String key = String.format("%02d", 97 - Long.parseLong(body) % 97);
    return grouped(body + key, 1, 2, 2, 2, 3, 3, 2);
  }

  private String dni() {
    int number = random.nextInt(100_000_000);
    return String.format("%08d", number) + "TRWAGMYFPDXBNJZSQVHLCKE".charAt(number % 23);
  }

  private String bsn() {
    while (true) {
      String body = "1" + digits(7);
      int rest = sum(body, new int[] {9, 8, 7, 6, 5, 4, 3, 2}) % 11;
      if (rest < 10) {
        return body + rest;
      }
    }
  }

  private String pesel() {
    String body = "85" + "0" + (1 + random.nextInt(9)) + "1" + random.nextInt(9) + digits(4);
    return body + (10 - sum(body, new int[] {1, 3, 7, 9, 1, 3, 7, 9, 1, 3}) % 10) % 10;
  }

  private String swedish() {
    String number =
        luhn("81" + "0" + (1 + random.nextInt(9)) + "1" + random.nextInt(9) + digits(3));
    return number.substring(0, 6) + "-" + number.substring(6);
  }

  private String cpf() {
    String body = "1" + digits(8);
    int first = brazilian(sum(body, new int[] {10, 9, 8, 7, 6, 5, 4, 3, 2}));
    int second = brazilian(sum(body + first, new int[] {11, 10, 9, 8, 7, 6, 5, 4, 3, 2}));
    String id = body + first + second;
    return id.substring(0, 3)
        + "."
        + id.substring(3, 6)
        + "."
        + id.substring(6, 9)
        + "-"
        + id.substring(9);
  }

  private String cnpj() {
    String body = "1" + digits(7) + "0001";
    int first = brazilian(sum(body, new int[] {5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}));
    int second = brazilian(sum(body + first, new int[] {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}));
    String id = body + first + second;
    return id.substring(0, 2)
        + "."
        + id.substring(2, 5)
        + "."
        + id.substring(5, 8)
        + "/"
        + id.substring(8, 12)
        + "-"
        + id.substring(12);
  }

  private static int brazilian(int sum) {
    int rest = sum % 11;
    return rest < 2 ? 0 : 11 - rest;
  }

  private String tfn() {
    while (true) {
      String number = "1" + digits(8);
      if (sum(number, new int[] {1, 4, 3, 7, 5, 8, 6, 9, 10}) % 11 == 0) {
        return grouped(number, 3, 3, 3);
      }
    }
  }

  private String myNumber() {
    String body = "1" + digits(10);
    int rest = sum(body, new int[] {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11;
    return grouped(body + (rest <= 1 ? 0 : 11 - rest), 4, 4, 4);
  }

  private String secret(Kind kind) {
    return switch (kind) {
      case OWN_KEY -> ownKey();
      case PROVIDER_KEY -> one(List.of("sk-proj-", "sk-ant-api03-", "sk-svcacct-")) + token(80);
      case CLOUD_CREDENTIAL ->
          "AKIA" + token(16).toUpperCase(Locale.ROOT).replaceAll("[0189]", "Q");
      case ACCESS_TOKEN ->
          one(
              List.of(
                  "ghp_" + token(36),
                  "glpat-" + token(20),
                  "xoxb-" + token(40),
                  "npm_" + token(36)));
      case JSON_WEB_TOKEN ->
          encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
              + "."
              + encoded("{\"sub\":\"" + digits(10) + "\"}")
              + "."
              + token(43);
      case PRIVATE_KEY ->
          "-----BEGIN PRIVATE KEY-----\n"
              + token(64)
              + "\n"
              + token(40)
              + "==\n-----END PRIVATE KEY-----";
      case DATABASE_PASSWORD -> token(14);
      default -> token(32);
    };
  }

  private String ownKey() {
    String body = "sk-nemo-" + token(43);
    CRC32 checksum = new CRC32();
    checksum.update(body.getBytes(StandardCharsets.US_ASCII));
    StringBuilder digits = new StringBuilder();
    long rest = checksum.getValue();
    for (int index = 0; index < 6; index++) {
      digits.append(BASE62.charAt((int) (rest % 62)));
      rest /= 62;
    }
    return body + digits.reverse();
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  String token(int length) {
    StringBuilder token = new StringBuilder("aB3");
    while (token.length() < length) {
      token.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return token.toString();
  }

  String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int index = 0; index < count; index++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private String weighted(int length, int modulus, int[] weights) {
    while (true) {
      String body = "9" + digits(length - 1);
      int check = modulus - sum(body, weights) % modulus;
      if (check != 10) {
        return body + check % 11;
      }
    }
  }

  private static int sum(String digits, int[] weights) {
    int sum = 0;
    for (int index = 0; index < weights.length; index++) {
      sum += (digits.charAt(index) - '0') * weights[index];
    }
    return sum;
  }

  private static String luhn(String body) {
    for (int check = 0; check < 10; check++) {
      String number = body + check;
      int sum = 0;
      for (int index = 0; index < number.length(); index++) {
        int digit = number.charAt(number.length() - 1 - index) - '0';
        int twice = index % 2 == 1 ? 2 * digit : digit;
        sum += twice / 10 + twice % 10;
      }
      if (sum % 10 == 0) {
        return number;
      }
    }
    throw new IllegalStateException("One of ten digits fits");
  }

  static String grouped(String text, int... lengths) {
    StringBuilder grouped = new StringBuilder();
    int at = 0;
    for (int length : lengths) {
      grouped.append(grouped.isEmpty() ? "" : " ").append(text, at, at + length);
      at += length;
    }
    return grouped.toString();
  }

  private static String pairs(String digits) {
    return grouped(digits, 2, 2, 2);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
