package ai.nemorouter.playground;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.PlayableKeys;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.BaseUrl;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.playground.GatewayLine.Said;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Trying models: the form, whole answers for browsers without JavaScript, streams for the others.
@Needs({Permission.CHANGE_OWN_KEYS, Permission.CHANGE_KEYS})
@Path("/o/{slug}/playground")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class PlaygroundPages {
  private static final String SEND = "send";
  private static final String CLEAR = "clear";
  private static final String EVENTS = "text/event-stream";

  private final Playground playground;
  private final Outcomes outcomes;
  private final GatewayLine gateway;
  private final BaseUrl baseUrl;
  private final CurrentActor current;
  private final RoutingContext context;

  PlaygroundPages(
      Playground playground,
      Outcomes outcomes,
      GatewayLine gateway,
      BaseUrl baseUrl,
      CurrentActor current,
      RoutingContext context) {
    this.playground = playground;
    this.outcomes = outcomes;
    this.gateway = gateway;
    this.baseUrl = baseUrl;
    this.current = current;
    this.context = context;
  }

  /// What one model was asked and answered.
  ///
  /// @param index from 0
  /// @param error why the last answer did not come; empty where it did
  /// @param outcome of the last request; null before the first
  public record Column(
      int index, String model, List<Turn> turns, String error, @Nullable Outcome outcome) {}

  /// @param key that is chosen; null where the person has none
  public record View(
      PlaygroundForm form,
      FormError error,
      Playground.Choices choices,
      PlayableKeys.@Nullable Choice key,
      List<Column> columns,
      Estimate estimate) {
    /// The person has no key, and has not just used one that ended.
    public boolean isWithoutKey() {
      return choices.keys().isEmpty() && form.key().isEmpty();
    }
  }

  /// What is known before anything is sent.
  public record Estimate(List<Playground.Bound> bounds, List<Snippets> snippets) {}

  @CheckedTemplate(basePath = "playground")
  static class Templates {
    private Templates() {}

    static native TemplateInstance playground(View page);

    static native TemplateInstance estimate(Estimate estimate);

    static native TemplateInstance outcome(Outcome outcome);
  }

  @GET
  public TemplateInstance open(
      @QueryParam("key") @DefaultValue("") String key,
      @QueryParam("model") @DefaultValue("") String model,
      @QueryParam("second") @DefaultValue("") String second,
      @Context UriInfo uri) {
    return page(
        PlaygroundForm.empty(key, model, second), FormError.NONE, List.of(), List.of(), uri);
  }

  /// Sends and waits for whole answers, or only looks at the form again.
  @POST
  public Response post(@BeanParam PlaygroundForm form, @Context UriInfo uri) {
    if (!form.action().equals(SEND)) {
      PlaygroundForm kept = form.action().equals(CLEAR) ? form.afresh() : form;
      return Response.ok(page(kept, FormError.NONE, List.of(), List.of(), uri)).build();
    }
    try {
      return Response.ok(send(form, uri)).build();
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(page(form, FormError.of(e), List.of(), List.of(), uri))
          .build();
    }
  }

  private TemplateInstance send(PlaygroundForm form, UriInfo uri) {
    Actor.Person person = current.personOrThrow();
    List<Playground.Ready> ready = new ArrayList<>();
    for (int column = 0; column < form.models().size(); column++) {
      ready.add(playground.prepare(person, form, column));
    }
    List<GatewayAnswer> answers = ready.stream().map(this::sent).toList();
    List<Said> said = answers.stream().map(gateway::whole).toList();
    List<Outcome> ended =
        ready.stream().map(one -> outcomes.await(person, one.requestId())).toList();
    boolean answered = said.stream().anyMatch(one -> !one.text().isEmpty());
    PlaygroundForm next =
        answered ? form.answered(form.with(said.stream().map(Said::text).toList())) : form;
    return page(next, FormError.NONE, said, ended, uri);
  }

  private GatewayAnswer sent(Playground.Ready ready) {
    GatewayAnswer answer = answer();
    gateway.send(answer, ready, false);
    return answer;
  }

  /// One column's answer as it comes, in the gateway's own frames. Nothing of the database is held
  /// meanwhile.
  @POST
  @Path("stream")
  @Produces(MediaType.WILDCARD)
  public Response stream(
      @BeanParam PlaygroundForm form, @FormParam("column") @DefaultValue("0") String column) {
    try {
      Playground.Ready ready =
          playground.prepare(current.personOrThrow(), form, column.equals("1") ? 1 : 0);
      GatewayAnswer answer = answer();
      StreamingOutput events =
          out -> {
            gateway.send(answer, ready, true);
            gateway.relay(answer, out);
          };
      return Response.ok(events, EVENTS).header("x-nemo-request", ready.requestId()).build();
    } catch (InvalidInputException e) {
      return refused(FormError.STATUS, e.field(), String.valueOf(e.getMessage()));
    } catch (NotFoundException e) {
      return refused(e.httpStatus(), "key", "This key cannot be used here. Choose another one.");
    }
  }

  private static Response refused(int status, String field, String message) {
    ApiError error =
        ApiError.of(status, "invalid_request_error", "invalid_request", message)
            .with("field", field);
    return Response.status(status)
        .entity(Json.write(error.body(null)))
        .type(MediaType.APPLICATION_JSON)
        .build();
  }

  /// When the user leaves the page or presses Stop, their connection closes, and the gateway's
  /// client then hangs up as well. The handlers that report the close belong to the framework while
  /// it writes, so the connection is checked instead.
  private GatewayAnswer answer() {
    HttpServerResponse reader = context.response();
    return new GatewayAnswer(reader::closed);
  }

  @POST
  @Path("cost")
  public Response cost(@BeanParam PlaygroundForm form, @Context UriInfo uri) {
    return Response.ok(Templates.estimate(estimate(form, uri))).build();
  }

  /// What is on record of a request: nothing before it has ended.
  @GET
  @Path("requests/{id}")
  public Response request(@PathParam("id") UUID id) {
    Outcome outcome = outcomes.of(current.personOrThrow(), id);
    return outcome.request() == null
        ? Response.noContent().build()
        : Response.ok(Templates.outcome(outcome)).build();
  }

  /// @param said of each column; empty where nothing was sent
  /// @param ended of each column, as far as something was sent
  private TemplateInstance page(
      PlaygroundForm typed, FormError error, List<Said> said, List<Outcome> ended, UriInfo uri) {
    Actor.Person person = current.personOrThrow();
    Playground.Choices choices = playground.choices(person, typed.keyId().orElse(null));
    PlaygroundForm form = chosen(typed, choices);
    List<Column> columns =
        IntStream.range(0, form.models().size())
            .mapToObj(index ->
                new Column(
                    index,
                    form.models().get(index),
                    form.conversation(),
                    index < said.size() ? said.get(index).error() : "",
                    index < ended.size() ? ended.get(index) : null))
            .toList();
    return Templates.playground(
        new View(form, error, choices, choices.named(form.key()), columns, estimate(form, uri)));
  }

  /// With the first key and model where none is chosen.
  private static PlaygroundForm chosen(PlaygroundForm form, Playground.Choices choices) {
    String key = form.key();
    if (form.keyId().isEmpty()) {
      key = choices.keys().isEmpty() ? "" : choices.keys().getFirst().id().toString();
    }
    boolean open = form.model().isEmpty() && !choices.models().isEmpty();
    return form.with(key, open ? choices.models().getFirst() : form.model());
  }

  private Estimate estimate(PlaygroundForm form, UriInfo uri) {
    try {
      List<Playground.Bound> bounds = playground.bounds(current.personOrThrow(), form);
      String base = baseUrl.of(uri);
      List<Snippets> snippets =
          IntStream.range(0, bounds.size())
              .mapToObj(column -> Snippets.of(column, base, form.body(column)))
              .toList();
      return new Estimate(bounds, snippets);
    } catch (InvalidInputException e) {
      return new Estimate(List.of(), List.of());
    }
  }
}
