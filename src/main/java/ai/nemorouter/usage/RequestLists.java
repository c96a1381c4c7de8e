package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.usage.summary.RequestSummaries;
import ai.nemorouter.usage.summary.RequestSummary;
import ai.nemorouter.usage.view.SavedViews;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All that the page of requests shows, read in one transaction.
@ForActor
@ApplicationScoped
public class RequestLists {
  private final Requests requests;
  private final RequestFilterChoices choices;
  private final RequestSummaries summaries;
  private final SavedViews views;

  RequestLists(
      Requests requests,
      RequestFilterChoices choices,
      RequestSummaries summaries,
      SavedViews views) {
    this.requests = requests;
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
  Optional<RequestList> of(
      Actor.Person person, RequestFilter filter, Requests.Cursor cursor, Look look) {
    RequestPage page = requests.page(person, filter, cursor);
    UUID seen = look.seen();
    if (seen != null && !page.isEmpty() && page.requests().getFirst().id().equals(seen)) {
      return Optional.empty();
    }
    RequestFilterBar bar =
        new RequestFilterBar(
            filter,
            choices.of(person, filter),
            views.list(person),
            look.live(),
            look.selected(),
            seen);
    RequestSummary summary = summaries.of(person, filter, Instant.now()).orElse(null);
    return Optional.of(new RequestList(filter, page, bar, summary));
  }
}
