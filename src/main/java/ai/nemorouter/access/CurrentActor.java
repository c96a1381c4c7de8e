package ai.nemorouter.access;

import ai.nemorouter.platform.error.NotFoundException;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who makes the request under way. Filters fill it in; pages ask it.
@RequestScoped
public class CurrentActor {
  private @Nullable SignedIn signedIn;
  private Actor.@Nullable Person person;
  private Actor.@Nullable Automation automation;
  private @Nullable Operator operator;
  private Origin origin = Origin.INSIDE;

  public Optional<SignedIn> signedIn() {
    return Optional.ofNullable(signedIn);
  }

  public Optional<Actor.Person> person() {
    return Optional.ofNullable(person);
  }

  /// The person within the organization that the address names. Fails closed: a page that no filter
  /// guarded gets no actor.
  public Actor.Person personOrThrow() {
    if (person == null) {
      throw new IllegalStateException("No filter has said who acts in which organization");
    }
    return person;
  }

  /// The program that calls the management API. Fails closed, too.
  public Actor.Automation automationOrThrow() {
    if (automation == null) {
      throw new IllegalStateException("No filter has said which program calls");
    }
    return automation;
  }

  /// The person, or the program, as one who runs the installation.
  ///
  /// @throws NotFoundException for everybody else: to them there is nothing to see
  public Operator operatorOrThrow() {
    if (operator != null) {
      return operator;
    }
    return signedIn()
        .filter(SignedIn::operator)
        .map(person -> new Operator(person.userId(), person.name(), origin))
        .orElseThrow(() -> new NotFoundException("page"));
  }

  /// Where the request came from.
  public Origin origin() {
    return origin;
  }

  public void comesFrom(Origin place) {
    this.origin = place;
  }

  public void signIn(SignedIn person) {
    this.signedIn = person;
  }

  public void enter(Actor.Person person) {
    this.person = person;
  }

  public void operate(Operator program) {
    this.operator = program;
  }

  public void act(Actor.Automation program) {
    this.automation = program;
  }
}
