package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.key.overview.MemberOverviews;
import ai.nemorouter.key.owner.HeldKeys;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.usage.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/// Puts together what a person may see of themselves without any permission.
@ForActor
@ApplicationScoped
class MyUsages {
  private static final int REQUESTS_SHOWN = 10;

  private final MemberOverviews members;
  private final HeldKeys keys;
  private final Requests requests;

  MyUsages(MemberOverviews members, HeldKeys keys, Requests requests) {
    this.members = members;
    this.keys = keys;
    this.requests = requests;
  }

  MyUsage of(Actor.Person person) {
    return new MyUsage(
        members.own(person).orElse(null),
        keys.own(person, PageOf.SIZE),
        requests.latestOf(person, REQUESTS_SHOWN),
        Instant.now());
  }
}
