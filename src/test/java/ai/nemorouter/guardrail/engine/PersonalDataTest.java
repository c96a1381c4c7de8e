package ai.nemorouter.guardrail.engine;

import static ai.nemorouter.guardrail.engine.Guards.personal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4242424242424242",
        "4242 4242 4242 4242",
        "5555-5555-5555-4444",
        "378282246310005",
        "3782 822463 10005",
        "4242\u00a04242\u00a04242\u00a04242",
        "4242\u202f4242\u202f4242\u202f4242",
        "4242\u20114242\u20114242\u20114242",
        "４２４２４２４２４２４２４２４２",
        "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢",
        "42\u200b42\u200b4242\u200b42424242",
        "2223003122003222",
        "6011 1111 1111 1117",
        "30569309025904",
        "3530111333300000",
        "6212345678901232"
      })
  void cardsAreFoundHoweverTheyAreWritten(String card) {
    assertThat(personal("Pay with " + card + ".")).containsExactly("CARD:" + card);
    assertThat(personal("{\"card\":\"" + card + "\"}")).containsExactly("CARD:" + card);
    assertThat(personal(card + " 12/27 123")).containsExactly("CARD:" + card);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1795168800005",
        "20261103091504",
        "1769732915061599",
        "42755828-2357-4162-b3fd-0c9e51ab77de",
        "/orders/4242424242424242/lines",
        "0.4242424242424242",
        "4242424242424243",
        "42424242424242424242424242",
        "a4242424242424242",
        "trace_4242424242424242",
        "978-3-16-148410-0",
        "490154203237518",
        "2024-01-02T03:04:05.678Z",
        "v10.4.0.1",
        "192.168.0.17",
        "git@github.com:owner/name.git",
        "@scope/package@1.2.3",
        "https://user@host/path",
        "order 4155550132",
        "PR #2126573000",
        "1.3.6.1.4.1.311",
        "123 456 789",
        "3.14159265358979"
      })
  void numbersThatOnlyLookLikeSomethingStay(String text) {
    assertThat(personal("See " + text + " for more")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "US_SSN|SSN |219-09-9999",
        "US_SSN|his social security number is |219 09 9999",
        "US_ITIN|ITIN: |900-70-0000",
        "UK_NINO||AB 12 34 56 C",
        "UK_NINO||AB123456C",
        "UK_NHS|NHS number |999 000 0123",
        "DE_TAX_ID|Meine Steuer-ID lautet |10 234 567 814",
        "FR_NIR||2 99 01 99 999 999 29",
        "ES_DNI||00000014Z",
        "ES_DNI||Z0000001Y",
        "IT_CODICE_FISCALE||RSSMRA85T10A562S",
        "NL_BSN|BSN: |111222333",
        "PL_PESEL|PESEL |04222900007",
        "SE_PERSONNUMMER||811218-9876",
        "BR_CPF||123.456.789-09",
        "BR_CPF|CPF |12345678909",
        "BR_CNPJ||12.345.678/0001-95",
        "BR_CNPJ||12.ABC.345/01DE-35",
        "IN_AADHAAR||2341 2341 2346",
        "CA_SIN|SIN |046 454 286",
        "AU_TFN|TFN |123 456 782",
        "JP_MY_NUMBER|マイナンバーは|1234 5678 9018"
      })
  void nationalIdentifiersAreFoundByTheirCheckDigitsAndWords(String sample) {
    String[] parts = sample.split("\\|", -1);
    assertThat(personal(parts[1] + parts[2] + ", thanks"))
        .containsExactly(parts[0] + ":" + parts[2]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "111222333",
        "046454286",
        "123456782",
        "04222900007",
        "12345678909",
        "10234567814",
        "SSN 000-12-3456",
        "BSN 111222334",
        "PESEL 04222900008",
        "811218-9875",
        "123.456.789-00",
        "2341 2341 2347",
        "00000014A",
        "BG 12 34 56 C",
        "RSSMRA85T10A562T"
      })
  void identifiersNeedTheirWordOrGroupingAndARightCheckDigit(String text) {
    assertThat(personal("Value " + text + " here")).isEmpty();
  }

  @Test
  void bankAccountsAreFoundWithTheirCountrysLengthAndCheckDigits() {
    assertThat(personal("DE89 3704 0044 0532 0130 00, gb82west12345698765432."))
        .containsExactly("IBAN:DE89 3704 0044 0532 0130 00", "IBAN:gb82west12345698765432");
    assertThat(personal("DE88 3704 0044 0532 0130 00 or XX89370400440532013000")).isEmpty();
  }

  @Test
  void addressesOfMailEndWhereTheyEnd() {
    assertThat(personal("Write to john.doe+x@mail.example.com, or jane@example.co.uk. Or ＠."))
        .containsExactly("EMAIL:john.doe+x@mail.example.com", "EMAIL:jane@example.co.uk");
    assertThat(personal("jürgen@müller.de")).containsExactly("EMAIL:jürgen@müller.de");
    assertThat(personal("ｊｏｈｎ＠ｅｘａｍｐｌｅ．ｃｏｍ")).hasSize(1);
    assertThat(personal("a@b and c@d.1 and @e.com")).isEmpty();
  }

  @Test
  void phoneNumbersNeedAPlusOrTheirRegion() {
    assertThat(personal("+49 30 901820 or (415) 555-2671 or 020 7946 0958"))
        .containsExactly("PHONE:+49 30 901820", "PHONE:(415) 555-2671", "PHONE:020 7946 0958");
    assertThat(personal("tel: 4155552671")).containsExactly("PHONE:4155552671");
    assertThat(personal("4155552671")).isEmpty();
  }

  @Test
  void aPhoneNumberNeverTakesAPieceOfACard() {
    assertThat(personal("1 4111 1111 1111 1111")).containsExactly("CARD:4111 1111 1111 1111");
  }

  @Test
  void publicAddressesOfTheInternetAreFoundAndVersionsAreNot() {
    assertThat(personal("8.8.8.8 and 2001:4860:4860::8888; version 10.4.0.1, 999.1.1.1, 12:30:45"))
        .containsExactly("IP_ADDRESS:8.8.8.8", "IP_ADDRESS:2001:4860:4860::8888");
  }

  @Test
  void datesAreOfBirthOnlyBehindAWordAboutIt() {
    assertThat(personal("born on 12.04.1985, DOB: 1985-04-12; Geboren am 3. März 1985"))
        .containsExactly(
            "BIRTH_DATE:12.04.1985", "BIRTH_DATE:1985-04-12", "BIRTH_DATE:3. März 1985");
    assertThat(personal("released on 12.04.1985")).isEmpty();
  }

  @Test
  void postalAddressesShowAStreetANumberAndAPostCode() {
    assertThat(personal("at 221 Baker Street, London NW1 6XE and Musterstraße 12, 12345 Berlin."))
        .containsExactly(
            "POSTAL_ADDRESS:221 Baker Street, London NW1 6XE",
            "POSTAL_ADDRESS:Musterstraße 12, 12345 Berlin");
    assertThat(personal("the main street of the town has 12 shops")).isEmpty();
  }
}
