package ai.nemorouter.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What people try who want more than is theirs.
@QuarkusTest
class SignUpAbuseTest {
  private static final int AT_ONCE = 6;

  private final Applicant applicant;
  private final SignUps signUps;
  private final Throttle throttle;
  private final TestDatabase database;

  SignUpAbuseTest(Applicant applicant, SignUps signUps, Throttle throttle, TestDatabase database) {
    this.applicant = applicant;
    this.signUps = signUps;
    this.throttle = throttle;
    this.database = database;
  }

  @BeforeEach
  void forgetTries() {
    applicant.forgetTries();
  }

  @Test
  void ofManyWhoUseOneLinkAtOnceOneSucceeds() throws Exception {
    String link = applicant.link(Applicant.address());
    String organization = "Race " + Ids.next();

    List<Future<Boolean>> done =
        atOnce(number -> succeeds(() -> finish(link, organization, "192.0.2." + number)));

    assertThat(done.stream().map(Future::resultNow)).containsOnlyOnce(true);
    assertThat(applicant.organizations(organization)).hasSize(1);
  }

  @Test
  void onePersonGetsTheStartingCreditOnceWhateverAddressTheyWrite() throws Exception {
    String name = "ada" + Ids.next().toString().replace("-", "");
    List<String> links = new ArrayList<>();
    for (int number = 0; number < AT_ONCE; number++) {
      links.add(
          applicant.link(
              "%s.%s+%d@%s"
                  .formatted(
                      name.substring(0, number + 1),
                      name.substring(number + 1),
                      number,
                      number % 2 == 0 ? "gmail.com" : "googlemail.com")));
    }
    String organization = "Farm " + Ids.next();

    List<Future<Boolean>> credited =
        atOnce(number ->
            !finish(links.get(number), organization, "192.0.2." + number)
                .founded()
                .credit()
                .isZero());

    assertThat(credited.stream().map(Future::resultNow)).containsOnlyOnce(true);
    List<UUID> organizations = applicant.organizations(organization);
    assertThat(organizations).hasSize(AT_ONCE);
    long granted = 0;
    for (UUID orgId : organizations) {
      granted += applicant.count("select count(*) from journal_entries where org_id = ?", orgId);
    }
    assertThat(granted).as("grants in the journal").isOne();
  }

  @Test
  void aPersonWhoIsSignedInMakesOneOrganizationHoweverOftenTheySendTheForm() throws Exception {
    SignedIn person = alone(true);
    String organization = "Tabs " + Ids.next();

    List<Future<Boolean>> done = atOnce(_ -> succeeds(() -> found(person, organization)));

    assertThat(done.stream().map(Future::resultNow)).containsOnlyOnce(true);
    assertThat(applicant.organizations(organization)).hasSize(1);
  }

  @Test
  void withoutAVerifiedAddressThereIsNoOrganization() {
    SignedIn person = alone(false);

    assertThatThrownBy(() -> found(person, "Unverified " + Ids.next()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not verified yet");
  }

  @Test
  void oneDomainAndOneNetworkHaveSoManyADay() {
    String email = Applicant.address();
    String domain = email.substring(email.indexOf('@') + 1);
    String link = applicant.link(email);
    ThrottleRule ofDomain = ThrottleRule.signUpsOfDomain(domain, 20);
    ThrottleRule ofNetwork = ThrottleRule.signUpsOfAddress("2001:db8:1:2::1");
    useUp(ofDomain);
    String organization = "Many " + Ids.next();

    assertThatThrownBy(() -> finish(link, organization, "192.0.2.1"))
        .isInstanceOf(ThrottledException.class)
        .hasMessageContaining("Too many people signed up")
        .hasMessageContaining(domain);
    applicant.forgetTries();
    useUp(ofNetwork);
    assertThatThrownBy(() -> finish(link, organization, "2001:db8:1:2:ffff::9"))
        .as("another address in the same network")
        .isInstanceOf(ThrottledException.class);

    assertThat(applicant.organizations(organization)).isEmpty();
    assertThat(finish(link, organization, "2001:db8:1:3::1")).isNotNull();
  }

  @Test
  void oneNetworkAsksForTenEmailsAnHourAndOneAddressGetsThree() {
    for (int request = 0; request < 10; request++) {
      assertThat(Applicant.ask(Applicant.address()).statusCode()).isEqualTo(200);
    }
    assertThat(Applicant.ask(Applicant.address()).statusCode()).isEqualTo(429);

    applicant.forgetTries();
    String email = Applicant.address();
    String link = applicant.link(email);
    for (int letter = 0; letter < 2; letter++) {
      link = applicant.link(email);
    }
    Applicant.ask(email);
    applicant.link(Applicant.address());

    assertThat(Visitor.browser().get(link).statusCode())
        .as("a fourth e-mail would make it invalid")
        .isEqualTo(200);
  }

  @Test
  void guessingLinksIsSlowedDown() {
    for (int guess = 0; guess < 30; guess++) {
      assertThat(Visitor.browser().get("/sign-up/" + "x".repeat(43)).statusCode()).isEqualTo(404);
    }
    assertThat(Visitor.browser().get("/sign-up/" + "x".repeat(43)).statusCode()).isEqualTo(429);
  }

  private void useUp(ThrottleRule allowance) {
    while (throttle.take(allowance).isEmpty()) {
      // Until it is.
    }
  }

  private interface Work {
    boolean done(int number);
  }

  private static List<Future<Boolean>> atOnce(Work work) throws InterruptedException {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int number = 0; number < AT_ONCE; number++) {
      int each = number;
      tasks.add(() -> work.done(each));
    }
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      return people.invokeAll(tasks);
    }
  }

  private static boolean succeeds(Runnable work) {
    try {
      work.run();
      return true;
    } catch (NotFoundException | InvalidInputException e) {
      return false;
    }
  }

  private SignUps.Entered finish(String link, String organization, String address) {
    return signUps.finish(
        link.replaceFirst(".*/", ""),
        new NewAccount("Grace Hopper", Applicant.PASSWORD),
        new NewPlace(organization, "Compilers", Applicant.TERMS),
        new Origin(address, "test"),
        Optional.empty());
  }

  private Founding.Founded found(SignedIn person, String organization) {
    return signUps.found(
        person,
        new NewPlace(organization, "Compilers", Applicant.TERMS),
        new Origin("192.0.2.9", "test"));
  }

  /// A person with an account and no organization.
  private SignedIn alone(boolean verified) {
    UUID id = Ids.next();
    String email = Applicant.address();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into users (id, email, name, email_verified_at)
                values (?, ?, 'Alone', case when ? then now() end)
                """,
                id,
                email,
                verified));
    return new SignedIn(Ids.next(), id, email, "Alone", false);
  }
}
