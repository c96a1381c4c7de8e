package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.RuleTrials;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.Level;
import ai.nemorouter.guardrail.rule.RuleCheckJson;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleScopes;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Creating and changing a rule: what it is for, which check it has, and the form, in which it can
/// be tried before it is saved.
public abstract class RuleEditorPages extends DeskPages {
  private final Guardrails guardrails;
  private final RuleScopes scopes;
  private final RuleTrials trials;
  private final ReplayDesk replays;
  private final JudgeModels judges;

  RuleEditorPages(
      Supplier<Desk> desk,
      Guardrails guardrails,
      RuleScopes scopes,
      RuleTrials trials,
      ReplayDesk replays,
      JudgeModels judges) {
    super(desk);
    this.guardrails = guardrails;
    this.scopes = scopes;
    this.trials = trials;
    this.replays = replays;
    this.judges = judges;
  }

  /// Where to begin.
  ///
  /// @param scope in the address, as `?scope=team&scope_id=…`
  public record Beginning(
      String forWhat, String scope, List<RuleTemplate> templates, List<CheckKind> kinds) {}

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance newRule(Desk desk, Beginning beginning);

    static native TemplateInstance ruleForm(Editor editor, List<String> models);

    static native TemplateInstance ruleScopes(
        Desk desk, String search, List<RuleScopes.Choice> teams, List<RuleScopes.Choice> keys);
  }

  /// What a rule that is not for everything can be for.
  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("scopes")
  public TemplateInstance scopes(@QueryParam("search") @DefaultValue("") String search) {
    Desk desk = desk();
    if (!desk.isOwn()) {
      throw new NotFoundException("page");
    }
    return Templates.ruleScopes(
        desk,
        search,
        scopes.choices(desk.keeper(), Level.TEAM, null, search),
        scopes.choices(desk.keeper(), Level.KEY, null, search));
  }

  /// With a template or a kind of check the form, else what to begin with.
  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("new")
  public TemplateInstance beginning(
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("scope_id") @DefaultValue("") String scopeId,
      @QueryParam("template") @DefaultValue("") String template,
      @QueryParam("type") @DefaultValue("") String type) {
    Desk desk = desk();
    if (scope.isEmpty() && !desk.isManagingEverywhere()) {
      return scopes("");
    }
    RuleScope wanted = desk.changeableScopeOrThrow(scope, scopeId);
    String forWhat = forWhat(desk, wanted);
    if (!template.isEmpty()) {
      RuleTerms terms =
          RuleTemplate.of(template).orElseThrow(() -> new NotFoundException("template")).terms();
      RuleForm form = RuleForm.of(terms, null).at(scope, scopeId);
      CheckForm check = CheckForm.of(terms.check());
      return render(editor(desk, form, check, null, forWhat));
    }
    if (!type.isEmpty()) {
      CheckKind kind = kindOrThrow(type);
      RuleForm form = RuleForm.fresh(kind).at(scope, scopeId);
      return render(editor(desk, form, CheckForm.fresh(kind), null, forWhat));
    }
    String address =
        scope.isEmpty() ? "" : "scope=%s&scope_id=%s&".formatted(wanted.level().word(), scopeId);
    return Templates.newRule(
        desk, new Beginning(forWhat, address, RuleTemplate.all(), kinds(desk)));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  public Response create(
      @BeanParam RuleForm form, @BeanParam CheckForm check, @Context HttpHeaders headers) {
    Desk desk = desk();
    RuleScope scope = desk.changeableScopeOrThrow(form.scope(), form.scopeId());
    Editor editor = editor(desk, form, check, null, forWhat(desk, scope));
    try {
      RuleTerms terms = form.terms(editor.kind(), check);
      if (form.isTrial()) {
        return Response.ok(render(editor.with(tried(editor, terms)))).build();
      }
      if (form.isReplay()) {
        return Response.ok(render(editor.with(replays.draft(desk, scope, terms)))).build();
      }
      StoredRule made = guardrails.create(desk.keeper(), scope, terms, form.reason());
      return Redirect.to(headers, desk.path(made.id(), ""), "The rule was created. Try it.");
    } catch (InvalidInputException e) {
      return invalid(editor.with(FormError.of(e)));
    }
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("{id}/settings")
  public TemplateInstance changing(@PathParam("id") UUID id) {
    Desk desk = desk();
    StoredRule before = guardrails.findForChange(desk.keeper(), id);
    RuleForm form = RuleForm.of(before.terms(), before.version());
    return render(editor(desk, form, CheckForm.of(before.terms().check()), before, ""));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("{id}/settings")
  public Response change(
      @PathParam("id") UUID id,
      @BeanParam RuleForm form,
      @BeanParam CheckForm check,
      @Context HttpHeaders headers) {
    Desk desk = desk();
    StoredRule before = guardrails.findForChange(desk.keeper(), id);
    Editor editor = editor(desk, form, check, before, "");
    try {
      RuleTerms terms = form.terms(editor.kind(), check);
      if (form.isTrial()) {
        return Response.ok(render(editor.with(tried(editor, terms)))).build();
      }
      if (form.isReplay()) {
        Replayed replayed = replays.draft(desk, before.scope(), terms);
        return Response.ok(render(editor.with(replayed))).build();
      }
      if (form.reason().isBlank()) {
        throw new InvalidInputException("reason", "Say why, for those who read the history.");
      }
      StoredRule after = guardrails.change(desk.keeper(), id, terms, form.seen(), form.reason());
      String said =
          after.version() == before.version()
              ? "Nothing was different."
              : "The rule was changed: it is at version %d.".formatted(after.version());
      return Redirect.to(headers, desk.path(id, ""), said);
    } catch (InvalidInputException e) {
      return invalid(editor.with(FormError.of(e)));
    }
  }

  private Tried tried(Editor editor, RuleTerms terms) {
    String text = RulePages.text(editor.form().sample());
    return Tried.of(text, trials.draft(editor.desk().keeper(), terms, RuleForm.tried(terms), text));
  }

  private Editor editor(
      Desk desk, RuleForm form, CheckForm check, @Nullable StoredRule before, String forWhat) {
    String type = before == null ? form.type() : RuleCheckJson.type(before.terms().check());
    return new Editor(
        desk,
        kindOrThrow(type),
        form,
        check,
        before,
        forWhat,
        FormError.NONE,
        null,
        replays.none(desk).orElse(null));
  }

  private String forWhat(Desk desk, RuleScope scope) {
    String name = guardrails.scopeForChange(desk.keeper(), scope);
    return switch (scope.level()) {
      case INSTALLATION -> "all requests of all organizations";
      case ORGANIZATION -> "all requests of the organization";
      case TEAM -> "requests of the team " + name;
      case KEY -> "requests with the key " + name;
    };
  }

  /// A service outside is asked for an organization, which has its secret.
  private static List<CheckKind> kinds(Desk desk) {
    return Arrays.stream(CheckKind.values())
        .filter(kind -> desk.isOwn() || kind != CheckKind.HOOK)
        .toList();
  }

  private static CheckKind kindOrThrow(String word) {
    return CheckKind.of(word).orElseThrow(() -> new NotFoundException("kind of check"));
  }

  private TemplateInstance render(Editor editor) {
    List<String> models =
        editor.kind() == CheckKind.JUDGE ? judges.offered(editor.desk()) : List.of();
    return Templates.ruleForm(editor, models);
  }

  private Response invalid(Editor editor) {
    return Response.status(FormError.STATUS).entity(render(editor)).build();
  }

  /// Of an organization.
  @Needs(Permission.MANAGE_GUARDRAILS)
  @Path("/o/{slug}/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class Own extends RuleEditorPages {
    Own(
        Guardrails guardrails,
        RuleScopes scopes,
        RuleTrials trials,
        ReplayDesk replays,
        JudgeModels judges,
        Desks desks) {
      super(desks::own, guardrails, scopes, trials, replays, judges);
    }
  }

  /// Of the installation, for operators.
  @OpenTo(OpenTo.Audience.OPERATORS)
  @Path("/operator/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class OfInstallation extends RuleEditorPages {
    OfInstallation(
        Guardrails guardrails,
        RuleScopes scopes,
        RuleTrials trials,
        ReplayDesk replays,
        JudgeModels judges,
        Desks desks) {
      super(desks::ofInstallation, guardrails, scopes, trials, replays, judges);
    }
  }
}
