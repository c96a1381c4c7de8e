package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.RuleTrials;
import ai.nemorouter.guardrail.RulesInForce;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.finding.GuardrailFigures;
import ai.nemorouter.guardrail.finding.ShadowHits;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleScopes;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.rule.exchange.RuleExchange;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The list of rules, one of them, trying it, turning it on and off, and deleting it.
public abstract class RulePages extends DeskPages {
  private final Guardrails guardrails;
  private final RuleScopes scopes;
  private final RuleExchange exchange;
  private final RuleTrials trials;
  private final RulesInForce inForce;
  private final GuardrailFigures figures;
  private final ReplayDesk replays;

  RulePages(
      Supplier<Desk> desk,
      Guardrails guardrails,
      RuleScopes scopes,
      RuleExchange exchange,
      RuleTrials trials,
      RulesInForce inForce,
      GuardrailFigures figures,
      ReplayDesk replays) {
    super(desk);
    this.guardrails = guardrails;
    this.scopes = scopes;
    this.exchange = exchange;
    this.trials = trials;
    this.inForce = inForce;
    this.figures = figures;
    this.replays = replays;
  }

  /// What the list shows besides the rules.
  ///
  /// @param above those of the installation, which apply to organizations too
  /// @param offered the starting set; empty where it is not offered
  public record Listing(
      PageOf<RuleLine> rules, List<AboveLine> above, List<RuleTemplate> offered) {}

  /// What a text is tried with.
  ///
  /// @param scope whose rules; the widest, a team or a key
  /// @param direction `input` or `output`
  public record TrialForm(RuleScopes.Named scope, String text, String direction, FormError error) {
    public boolean isOutput() {
      return direction.equals("output");
    }
  }

  /// What the page of a rule shows of requests.
  ///
  /// @param shadow what it would have done in the last day; null where it is not in shadow mode
  /// @param samples what kept samples say of it; null for a rule of the installation
  public record Traffic(@Nullable ShadowHits shadow, @Nullable Replayed samples) {}

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance guardrails(
        Desk desk, Listing listing, ListQuery query, Address address);

    static native TemplateInstance scopeGuardrails(
        Desk desk, RuleScopes.Named scope, List<RuleLine> rules, List<AboveLine> above);

    static native TemplateInstance rule(
        Desk desk,
        RuleLine line,
        Traffic traffic,
        String sample,
        FormError error,
        @Nullable Tried tried);

    static native TemplateInstance tryAll(Desk desk, TrialForm form, @Nullable Tried tried);

    static native TemplateInstance switchRule(Desk desk, RuleLine line, RuleState to);

    static native TemplateInstance deleteRule(Desk desk, RuleLine line);
  }

  /// All rules that this person may see; with a scope those that apply to it.
  @GET
  public TemplateInstance list(
      @BeanParam ListQuery asked,
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("scope_id") @DefaultValue("") String scopeId) {
    Desk desk = desk();
    RuleScope wanted = desk.scopeOrThrow(scope, scopeId);
    List<AboveLine> above =
        desk.isOwn() ? inForce.ofInstallation().stream().map(AboveLine::of).toList() : List.of();
    if (!wanted.equals(desk.keeper().widest())) {
      List<RuleLine> rules =
          withWeeks(
              desk, guardrails.applying(desk.keeper(), wanted).stream().map(RuleLine::of).toList());
      return Templates.scopeGuardrails(desk, scopes.find(desk.keeper(), wanted), rules, above);
    }
    ListQuery query = known(asked);
    PageOf<RuleLine> found = guardrails.list(desk.keeper(), query).map(RuleLine::of);
    PageOf<RuleLine> rules = found.with(withWeeks(desk, found.items()));
    List<RuleTemplate> offered =
        rules.isEmpty() && exchange.offersStartingSet(desk.keeper())
            ? RuleTemplate.startingSet()
            : List.of();
    return Templates.guardrails(desk, new Listing(rules, above, offered), query, query.address());
  }

  @GET
  @Path("{id}")
  public TemplateInstance rule(@PathParam("id") UUID id) {
    Desk desk = desk();
    RuleLine line = line(id);
    return Templates.rule(desk, line, traffic(desk, line), "", FormError.NONE, null);
  }

  private Traffic traffic(Desk desk, RuleLine line) {
    ShadowHits shadow =
        desk.actor()
            .filter(_ -> line.rule().state() == RuleState.SHADOW)
            .map(actor -> figures.inShadow(actor, line.rule().id()))
            .orElse(null);
    return new Traffic(shadow, replays.none(desk).orElse(null));
  }

  /// Tries the rule on a pasted text. Nothing of it is stored unless it is saved afterwards.
  @POST
  @Path("{id}/trial")
  public Response tryRule(
      @PathParam("id") UUID id, @FormParam("sample") @DefaultValue("") String sample) {
    Desk desk = desk();
    RuleLine line = line(id);
    try {
      String text = text(sample);
      Direction direction = RuleForm.tried(line.rule().terms());
      Tried tried = Tried.of(text, trials.stored(desk.keeper(), id, direction, text));
      return Response.ok(
              Templates.rule(
                  desk,
                  line,
                  traffic(desk, line),
                  sample,
                  FormError.NONE,
                  replays.savable(desk, tried, text, direction)))
          .build();
    } catch (InvalidInputException e) {
      return invalid(
          Templates.rule(desk, line, traffic(desk, line), sample, FormError.of(e), null));
    }
  }

  @GET
  @Path("trial")
  public TemplateInstance trying(
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("scope_id") @DefaultValue("") String scopeId) {
    Desk desk = desk();
    RuleScopes.Named named = scopes.find(desk.keeper(), desk.scopeOrThrow(scope, scopeId));
    return Templates.tryAll(desk, new TrialForm(named, "", "input", FormError.NONE), null);
  }

  /// Tries all rules together that apply to a scope.
  @POST
  @Path("trial")
  public Response tryAll(
      @FormParam("scope") @DefaultValue("") String scope,
      @FormParam("scope_id") @DefaultValue("") String scopeId,
      @FormParam("direction") @DefaultValue("input") String word,
      @FormParam("sample") @DefaultValue("") String sample) {
    Desk desk = desk();
    RuleScopes.Named named = scopes.find(desk.keeper(), desk.scopeOrThrow(scope, scopeId));
    Direction direction = word.equals("output") ? Direction.OUTPUT : Direction.INPUT;
    try {
      String text = text(sample);
      List<StoredRule> rules = guardrails.applying(desk.keeper(), named.scope());
      Tried tried = Tried.of(text, trials.all(desk.keeper(), rules, direction, text));
      TrialForm form = new TrialForm(named, sample, word, FormError.NONE);
      return Response.ok(
              Templates.tryAll(desk, form, replays.savable(desk, tried, text, direction)))
          .build();
    } catch (InvalidInputException e) {
      return invalid(
          Templates.tryAll(desk, new TrialForm(named, sample, word, FormError.of(e)), null));
    }
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("{id}/state")
  public TemplateInstance switching(
      @PathParam("id") UUID id, @QueryParam("to") @DefaultValue("off") String to) {
    Desk desk = desk();
    RuleLine line = RuleLine.of(guardrails.findForChange(desk.keeper(), id));
    return Templates.switchRule(desk, counted(desk, List.of(line)).getFirst(), state(to));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("{id}/state")
  public Response switchTo(
      @PathParam("id") UUID id,
      @FormParam("to") @DefaultValue("") String to,
      @FormParam("reason") @DefaultValue("") String reason,
      @Context HttpHeaders headers) {
    Desk desk = desk();
    StoredRule rule = guardrails.switchTo(desk.keeper(), id, state(to), reason);
    String said =
        switch (rule.state()) {
          case OFF -> "The rule is off: nothing is looked at.";
          case SHADOW -> "The rule is in shadow mode: it only counts.";
          case ON -> "The rule is on. It takes effect on every node within a second.";
        };
    return Redirect.to(headers, desk.path(id, ""), said);
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("{id}/removal")
  public TemplateInstance deleting(@PathParam("id") UUID id) {
    Desk desk = desk();
    return Templates.deleteRule(desk, RuleLine.of(guardrails.findForChange(desk.keeper(), id)));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("{id}/removal")
  public Response delete(
      @PathParam("id") UUID id,
      @FormParam("reason") @DefaultValue("") String reason,
      @Context HttpHeaders headers) {
    Desk desk = desk();
    guardrails.delete(desk.keeper(), id, reason);
    return Redirect.to(
        headers, desk.root(), "The rule was deleted. Its history stays under “Deleted”.");
  }

  /// With what they did in the last 24 hours. Operators do not see what calls had in them.
  private List<RuleLine> counted(Desk desk, List<RuleLine> lines) {
    return desk.actor()
        .map(figures::ofLastDay)
        .map(byRule -> lines.stream().map(line -> line.with(byRule.get(line.rule().id()))).toList())
        .orElse(lines);
  }

  /// With what they did in the last seven days, as far as `counted` tells that of one day.
  private List<RuleLine> withWeeks(Desk desk, List<RuleLine> lines) {
    return desk.actor()
        .map(figures::ofLastWeek)
        .map(byRule ->
            lines.stream().map(line -> line.withWeek(byRule.get(line.rule().id()))).toList())
        .orElse(lines);
  }

  private RuleLine line(UUID id) {
    return RuleLine.of(guardrails.find(desk().keeper(), id));
  }

  private static ListQuery known(ListQuery asked) {
    return asked.knowing(
        Guardrails.Sort.class,
        Guardrails.DELETED,
        RuleState.OFF.word(),
        RuleState.SHADOW.word(),
        RuleState.ON.word());
  }

  private static RuleState state(String word) {
    return RuleState.of(word).orElseThrow(() -> new NotFoundException("state"));
  }

  /// As it was pasted: forms send their line ends as two characters.
  static String text(String sample) {
    return sample.replace("\r\n", "\n");
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }

  /// Of an organization.
  @Needs(Permission.VIEW_GUARDRAILS)
  @Path("/o/{slug}/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class Own extends RulePages {
    Own(
        Guardrails guardrails,
        RuleScopes scopes,
        RuleExchange exchange,
        RuleTrials trials,
        RulesInForce inForce,
        GuardrailFigures figures,
        ReplayDesk replays,
        Desks desks) {
      super(desks::own, guardrails, scopes, exchange, trials, inForce, figures, replays);
    }
  }

  /// Of the installation, for operators.
  @OpenTo(OpenTo.Audience.OPERATORS)
  @Path("/operator/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class OfInstallation extends RulePages {
    OfInstallation(
        Guardrails guardrails,
        RuleScopes scopes,
        RuleExchange exchange,
        RuleTrials trials,
        RulesInForce inForce,
        GuardrailFigures figures,
        ReplayDesk replays,
        Desks desks) {
      super(desks::ofInstallation, guardrails, scopes, exchange, trials, inForce, figures, replays);
    }
  }
}
