package ai.nemorouter.guardrail.engine;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What a detector can find. The order decides between matches of equal length at the same place:
/// the earlier kind wins.
public enum Kind {
  OWN_KEY(Family.SECRET, "NemoRouter API key"),
  PROVIDER_KEY(Family.SECRET, "API key of a model provider"),
  CLOUD_CREDENTIAL(Family.SECRET, "cloud credential"),
  ACCESS_TOKEN(Family.SECRET, "access token of a service"),
  JSON_WEB_TOKEN(Family.SECRET, "JSON web token"),
  PRIVATE_KEY(Family.SECRET, "private key"),
  DATABASE_PASSWORD(Family.SECRET, "password in a database URL"),
  SECRET(Family.SECRET, "password or token by its randomness"),

  IBAN(Family.PERSONAL, "bank account number (IBAN)"),
  CARD(Family.PERSONAL, "payment card number"),

  US_SSN(Family.NATIONAL, "US social security number"),
  US_ITIN(Family.NATIONAL, "US taxpayer number (ITIN)"),
  UK_NINO(Family.NATIONAL, "UK national insurance number"),
  UK_NHS(Family.NATIONAL, "UK NHS number"),
  DE_TAX_ID(Family.NATIONAL, "German tax number (Steuer-ID)"),
  FR_NIR(Family.NATIONAL, "French social security number (NIR)"),
  ES_DNI(Family.NATIONAL, "Spanish identity number (DNI, NIE)"),
  IT_CODICE_FISCALE(Family.NATIONAL, "Italian tax code (codice fiscale)"),
  NL_BSN(Family.NATIONAL, "Dutch citizen number (BSN)"),
  PL_PESEL(Family.NATIONAL, "Polish citizen number (PESEL)"),
  SE_PERSONNUMMER(Family.NATIONAL, "Swedish personal number"),
  BR_CPF(Family.NATIONAL, "Brazilian taxpayer number (CPF)"),
  BR_CNPJ(Family.NATIONAL, "Brazilian company number (CNPJ)"),
  IN_AADHAAR(Family.NATIONAL, "Indian Aadhaar number"),
  CA_SIN(Family.NATIONAL, "Canadian social insurance number"),
  AU_TFN(Family.NATIONAL, "Australian tax file number"),
  JP_MY_NUMBER(Family.NATIONAL, "Japanese My Number"),

  PHONE(Family.PERSONAL, "phone number"),
  EMAIL(Family.PERSONAL, "e-mail address"),
  IP_ADDRESS(Family.PERSONAL, "public IP address"),
  BIRTH_DATE(Family.WEAK, "date of birth (weak)"),
  POSTAL_ADDRESS(Family.WEAK, "postal address (weak)"),

  KEYWORD(Family.CUSTOM, "keyword"),
  PATTERN(Family.CUSTOM, "pattern"),

  HIDDEN_TEXT(Family.INJECTION, "hidden text"),
  INJECTION(Family.INJECTION, "phrasing of an attack (heuristic)"),

  LENGTH(Family.WHOLE, "too long"),
  FILE(Family.WHOLE, "file that is not allowed"),
  SCHEMA(Family.WHOLE, "answer does not fit its schema"),

  HOOK(Family.OUTSIDE, "found by a hook"),
  JUDGE(Family.OUTSIDE, "against the rule, as a model judges");

  /// What kinds have in common.
  public enum Family {
    SECRET,
    PERSONAL,
    NATIONAL,
    /// Cannot be told with certainty by a program; off unless chosen by name.
    WEAK,
    CUSTOM,
    INJECTION,
    /// Concerns a part as a whole and has no place in it.
    WHOLE,
    /// Found by something outside.
    OUTSIDE
  }

  private final Family family;
  private final String label;

  Kind(Family family, String label) {
    this.family = family;
    this.label = label;
  }

  public Family family() {
    return family;
  }

  public String label() {
    return label;
  }

  public static Set<Kind> of(Family... families) {
    Set<Family> wanted = EnumSet.copyOf(Arrays.asList(families));
    return Arrays.stream(values())
        .filter(kind -> wanted.contains(kind.family))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
  }
}
