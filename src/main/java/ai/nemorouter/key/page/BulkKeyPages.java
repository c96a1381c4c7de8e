package ai.nemorouter.key.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.BulkKeyActions;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.owner.KeyRights;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rotating, revoking or limiting in time the keys that were ticked in the list: a page that
/// confirms, and one that tells what became of each.
@Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
@Path("/o/{slug}/keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class BulkKeyPages {
  private static final String CSV = "csv";

  private final BulkKeyActions selections;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  BulkKeyPages(BulkKeyActions selections, CurrentActor current, CurrentOrganization organization) {
    this.selections = selections;
    this.current = current;
    this.organization = organization;
  }

  /// What is done with the keys.
  public enum Action {
    ROTATE,
    REVOKE,
    EXPIRE;

    static Action of(String word) {
      for (Action action : values()) {
        if (action.word().equals(word)) {
          return action;
        }
      }
      throw new NotFoundException("page");
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param keys each as `<id>.<number of secrets>`
  /// @param as `csv` for a file of the new secrets instead of a page
  public record Form(
      @FormParam("action") String action,
      @FormParam("key") List<String> keys,
      @FormParam("grace") String grace,
      @FormParam("expires_at") String expires,
      @FormParam("as") String as) {
    public Form {
      action = Objects.requireNonNullElse(action, "");
      keys = List.copyOf(Objects.requireNonNullElse(keys, List.of()));
      grace = Objects.requireNonNullElse(grace, Grace.USUAL);
      expires = Objects.requireNonNullElse(expires, "");
      as = Objects.requireNonNullElse(as, "");
    }
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance confirmSelection(
        List<Key> keys, Action action, String grace, String expires, FormError error);

    static native TemplateInstance selectionDone(
        List<BulkKeyActions.Outcome> outcomes, Action action, long failures);
  }

  @GET
  @Path("selection")
  public TemplateInstance confirming(
      @QueryParam("action") @DefaultValue("") String action,
      @QueryParam("key") List<String> chosen) {
    return form(Action.of(action), choices(chosen), Grace.USUAL, "", FormError.NONE);
  }

  private TemplateInstance form(
      Action action,
      List<BulkKeyActions.Choice> choices,
      String grace,
      String expires,
      FormError error) {
    Actor actor = current.personOrThrow();
    KeyRights.mintOrThrow(actor);
    List<Key> keys = choices.isEmpty() ? List.of() : selections.find(actor, choices);
    return Templates.confirmSelection(keys, action, grace, expires, error);
  }

  /// Answers with new secrets themselves: they are kept nowhere. Loading that page again makes no
  /// others.
  @POST
  @Path("selection")
  public Response run(@BeanParam Form form) {
    Action action = Action.of(form.action());
    List<BulkKeyActions.Choice> choices = choices(form.keys());
    try {
      List<BulkKeyActions.Outcome> outcomes = run(action, choices, form);
      if (action == Action.ROTATE && form.as().equals(CSV)) {
        return SecretsFile.of(outcomes);
      }
      long failures = outcomes.stream().filter(outcome -> outcome.failure() != null).count();
      return Response.ok(Templates.selectionDone(outcomes, action, failures)).build();
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(form(action, choices, form.grace(), form.expires(), FormError.of(e)))
          .build();
    }
  }

  private List<BulkKeyActions.Outcome> run(
      Action action, List<BulkKeyActions.Choice> choices, Form form) {
    Actor actor = current.personOrThrow();
    return switch (action) {
      case ROTATE -> selections.rotate(actor, choices, Grace.of(form.grace()));
      case REVOKE -> selections.revoke(actor, choices);
      case EXPIRE -> selections.expire(actor, choices, expiry(form.expires()));
    };
  }

  private @Nullable Instant expiry(String text) {
    ZoneId zone = organization.getOrThrow().zone();
    return text.isBlank() ? null : KeyForm.end(KeyForm.day(text), zone);
  }

  /// What is no key is passed over.
  private static List<BulkKeyActions.Choice> choices(List<String> texts) {
    return texts.stream().map(BulkKeyPages::choice).filter(Objects::nonNull).distinct().toList();
  }

  private static BulkKeyActions.@Nullable Choice choice(String text) {
    String[] parts = text.split("\\.", 2);
    try {
      return new BulkKeyActions.Choice(
          UUID.fromString(parts[0]), parts.length == 1 ? null : Integer.valueOf(parts[1]));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
