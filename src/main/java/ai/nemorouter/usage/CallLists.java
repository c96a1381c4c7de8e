package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.usage.summary.CallSummaries;
import ai.nemorouter.usage.summary.CallSummary;
import ai.nemorouter.usage.view.SavedViews;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All that the page of requests shows, read in one transaction.
@ForActor
@ApplicationScoped
public class CallLists {
  private final Calls calls;
  private final CallChoices choices;
  private final CallSummaries summaries;
  private final SavedViews views;

  CallLists(Calls calls, CallChoices choices, CallSummaries summaries, SavedViews views) {
    this.calls = calls;
    this.choices = choices;
    this.summaries = summaries;
    this.views = views;
  }

  /// How the list is looked at.
  ///
  /// @param live whether new requests are shown as they come
  /// @param selected the request that is open beside the list
  /// @param seen the newest request that was shown before
  record Look(boolean live, @Nullable UUID selected, @Nullable UUID seen) {}

  /// Empty where nothing came since the newest request that was shown before.
  Optional<CallList> of(Actor.Person person, CallFilter filter, Calls.Cursor cursor, Look look) {
    CallPage page = calls.page(person, filter, cursor);
    UUID seen = look.seen();
    if (seen != null && !page.isEmpty() && page.calls().getFirst().id().equals(seen)) {
      return Optional.empty();
    }
    CallBar bar =
        new CallBar(
            filter,
            choices.of(person, filter),
            views.list(person),
            look.live(),
            look.selected(),
            seen);
    CallSummary summary = summaries.of(person, filter, Instant.now()).orElse(null);
    return Optional.of(new CallList(filter, page, bar, summary));
  }
}
