package ai.nemorouter.account.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Origin;
import ai.nemorouter.account.secondfactor.AccountWorld;
import ai.nemorouter.account.signin.SignIns;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ThrottleTest {
  private final Throttle throttle;
  private final Visitor visitor;
  private final World world;
  private final AccountWorld accounts;
  private final SignIns signIns;

  ThrottleTest(
      Throttle throttle, Visitor visitor, World world, AccountWorld accounts, SignIns signIns) {
    this.signIns = signIns;
    this.throttle = throttle;
    this.visitor = visitor;
    this.world = world;
    this.accounts = accounts;
  }

  @BeforeEach
  void forgetTries() {
    accounts.forgetTries();
  }

  @Test
  void manyTriesAtTheSameMomentGetNoMoreThanTheAllowance() throws Exception {
    ThrottleRule one = allowance(7);
    ThrottleRule other = allowance(1_000);
    List<Future<Optional<Instant>>> tries = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 60; i++) {
        boolean turned = i % 2 == 0;
        tries.add(
            threads.submit(() -> turned ? throttle.take(one, other) : throttle.take(other, one)));
      }
    }

    long allowed = 0;
    for (Future<Optional<Instant>> attempt : tries) {
      allowed += attempt.get().isEmpty() ? 1 : 0;
    }

    assertThat(allowed).isEqualTo(7);
  }

  @Test
  void whatIsTurnedAwayUsesUpNothing() {
    ThrottleRule tight = allowance(1);
    ThrottleRule wide = allowance(2);
    throttle.take(tight, wide);

    for (int i = 0; i < 5; i++) {
      assertThat(throttle.take(tight, wide)).isPresent();
    }

    assertThat(throttle.take(wide)).isEmpty();
    assertThat(throttle.take(wide)).isPresent();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    ThrottleRule allowance = allowance(1);
    throttle.take(allowance);

    throttle.giveBack(allowance);

    assertThat(throttle.take(allowance)).isEmpty();
  }

  @Test
  void afterItsTimeEveryTryIsForgotten() {
    ThrottleRule allowance = allowance(1);
    throttle.take(allowance);
    assertThat(throttle.take(allowance))
        .hasValueSatisfying(until ->
            assertThat(until)
                .isBetween(Instant.now().plusSeconds(870), Instant.now().plusSeconds(930)));

    accounts.execute("update throttled set since = since - interval '15 minutes'");

    assertThat(throttle.take(allowance)).isEmpty();
  }

  @Test
  void whatIsLongOverIsDeleted() {
    ThrottleRule old = allowance(1);
    throttle.take(old);
    accounts.execute("update throttled set since = since - interval '3 days'");
    ThrottleRule fresh = allowance(1);
    throttle.take(fresh);

    throttle.forgetWhatIsOver();

    accounts.execute("update throttled set since = now()");
    assertThat(throttle.take(fresh)).isPresent();
    assertThat(throttle.take(old)).isEmpty();
  }

  @Test
  void strangersDoNotLockSomebodyOutWhereTheySignedInBefore() {
    Visitor.Person known = visitor.owner(world.newOrganization().orgId());
    Visitor.Person stranger = visitor.owner(world.newOrganization().orgId());
    accounts.execute("delete from familiar_addresses where user_id = ?", accounts.id(stranger));
    for (Visitor.Person person : List.of(known, stranger)) {
      ThrottleRule ofAccount = ThrottleRule.passwordsOfAccount(person.email());
      for (int i = 0; i < ThrottleRule.PASSWORDS_PER_ACCOUNT; i++) {
        throttle.take(ofAccount);
      }
    }

    assertThat(Visitor.signIn(known.email(), Visitor.PASSWORD, "/").statusCode()).isEqualTo(303);
    assertThat(Visitor.signIn(stranger.email(), Visitor.PASSWORD, "/").statusCode()).isEqualTo(429);
  }

  @Test
  void aTryThatFailsOnTheWayIsNotFree() {
    Origin origin = Origin.of("192.0.2.77", Optional.empty());
    // No account can be looked up by such an address: the database refuses the statement.
    for (int i = 0; i < ThrottleRule.PASSWORDS_PER_ADDRESS; i++) {
      String email = i + "\u0000@example.com";
      assertThatThrownBy(() -> signIns.attempt(email, "a password", origin, Optional.empty()))
          .isInstanceOf(RuntimeException.class);
    }

    assertThat(signIns.attempt("ada@example.com", "a password", origin, Optional.empty()))
        .isInstanceOf(SignIns.Outcome.Throttled.class);
  }

  @Test
  void aGuesserDoesNotFillTheAuditLog() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());

    for (int i = 0; i < ThrottleRule.PASSWORDS_PER_ACCOUNT_AND_ADDRESS + 5; i++) {
      Visitor.signIn(ada.email(), "guess " + i, "/");
    }

    assertThat(accounts.audited(place.orgId()))
        .containsExactly("session.started", "sign_in.failed", "sign_in.failed");
  }

  private static ThrottleRule allowance(int tries) {
    return new ThrottleRule("test " + UUID.randomUUID(), tries, Duration.ofMinutes(15));
  }
}
