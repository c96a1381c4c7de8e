package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.Level;
import ai.nemorouter.guardrail.rule.RuleScopes;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.rule.exception.Grant;
import ai.nemorouter.guardrail.rule.exception.RuleException;
import ai.nemorouter.guardrail.rule.exception.RuleExceptions;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
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
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/// Exceptions from a rule: the list, granting one, and ending one before its time.
public abstract class ExceptionPages extends DeskPages {
  private final Guardrails guardrails;
  private final RuleExceptions exceptions;
  private final RuleScopes scopes;

  ExceptionPages(
      Supplier<Desk> desk, Guardrails guardrails, RuleExceptions exceptions, RuleScopes scopes) {
    super(desk);
    this.guardrails = guardrails;
    this.exceptions = exceptions;
    this.scopes = scopes;
  }

  /// What was typed into the form that grants an exception.
  ///
  /// @param scope `organization`, `team` or `key`
  /// @param endsOn its last day, as `2027-01-31`
  public record Form(
      @FormParam("scope") String scope,
      @FormParam("scope_id") String scopeId,
      @FormParam("owner") String owner,
      @FormParam("reason") String reason,
      @FormParam("ends_on") String endsOn) {
    /// The framework leaves out the defaults of form fields in records that were not sent.
    public Form {
      scope = Objects.requireNonNullElse(scope, "");
      scopeId = Objects.requireNonNullElse(scopeId, "");
      owner = Objects.requireNonNullElse(owner, "");
      reason = Objects.requireNonNullElse(reason, "");
      endsOn = Objects.requireNonNullElse(endsOn, "");
    }

    /// To the end of its last day.
    Grant grant(Desk desk) {
      try {
        LocalDate last = LocalDate.parse(endsOn.strip());
        return new Grant(owner, reason, last.plusDays(1).atStartOfDay(desk.zone()).toInstant());
      } catch (DateTimeParseException e) {
        throw new InvalidInputException("ends_at", "Choose when the exception ends.");
      }
    }
  }

  /// What the form offers.
  ///
  /// @param levels what an exception from this rule can be for
  /// @param search what the choices are narrowed to
  public record Offer(
      List<Level> levels,
      Level level,
      String search,
      List<RuleScopes.Choice> choices,
      Form form,
      FormError error) {
    public boolean isChosen(RuleScopes.Choice choice) {
      return choice.id().toString().equals(form.scopeId());
    }
  }

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance exceptions(
        Desk desk, RuleLine line, PageOf<RuleException> exceptions, Address address);

    static native TemplateInstance newException(Desk desk, RuleLine line, Offer offer);

    static native TemplateInstance endException(Desk desk, RuleLine line, UUID exceptionId);
  }

  @GET
  @Path("{id}/exceptions")
  public TemplateInstance list(
      @PathParam("id") UUID id, @QueryParam("page") @DefaultValue("1") int page) {
    Desk desk = desk();
    return Templates.exceptions(
        desk,
        RuleLine.of(guardrails.find(desk.keeper(), id)),
        exceptions.list(desk.keeper(), id, page),
        new Address(Map.of()));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("{id}/exceptions/new")
  public TemplateInstance granting(
      @PathParam("id") UUID id,
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("search") @DefaultValue("") String search) {
    Form empty = new Form(scope, "", "", "", "");
    return offering(id, empty, search, FormError.NONE);
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("{id}/exceptions")
  public Response grant(
      @PathParam("id") UUID id, @BeanParam Form form, @Context HttpHeaders headers) {
    Desk desk = desk();
    try {
      if (form.scopeId().isEmpty()) {
        throw new InvalidInputException("scope", "Choose what the exception is for.");
      }
      exceptions.grant(
          desk.keeper(), id, desk.scopeOrThrow(form.scope(), form.scopeId()), form.grant(desk));
      return Redirect.to(
          headers, desk.path(id, "/exceptions"), "The exception was granted and counts at once.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(offering(id, form, "", FormError.of(e)))
          .build();
    }
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("{id}/exceptions/{exception}/end")
  public TemplateInstance ending(
      @PathParam("id") UUID id, @PathParam("exception") UUID exceptionId) {
    Desk desk = desk();
    StoredRule rule = guardrails.findForChange(desk.keeper(), id);
    return Templates.endException(desk, RuleLine.of(rule), exceptionId);
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("{id}/exceptions/{exception}/end")
  public Response end(
      @PathParam("id") UUID id,
      @PathParam("exception") UUID exceptionId,
      @Context HttpHeaders headers) {
    Desk desk = desk();
    exceptions.end(desk.keeper(), id, exceptionId);
    return Redirect.to(
        headers, desk.path(id, "/exceptions"), "The exception has ended. The rule applies again.");
  }

  private TemplateInstance offering(UUID id, Form form, String search, FormError error) {
    Desk desk = desk();
    StoredRule rule = guardrails.findForChange(desk.keeper(), id);
    List<Level> levels = levels(rule);
    if (levels.isEmpty()) {
      throw new NotFoundException("exception");
    }
    Level level =
        Level.of(form.scope()).filter(levels::contains).orElseGet(() -> levels.getFirst());
    List<RuleScopes.Choice> choices = scopes.choices(desk.keeper(), level, rule.teamId(), search);
    return Templates.newException(
        desk, RuleLine.of(rule), new Offer(levels, level, search, choices, form, error));
  }

  /// A part of what the rule applies to.
  static List<Level> levels(StoredRule rule) {
    return switch (rule.scope().level()) {
      case INSTALLATION -> List.of(Level.ORGANIZATION);
      case ORGANIZATION -> List.of(Level.TEAM, Level.KEY);
      case TEAM -> List.of(Level.KEY);
      case KEY -> List.of();
    };
  }

  /// Of an organization.
  @Needs(Permission.VIEW_GUARDRAILS)
  @Path("/o/{slug}/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class Own extends ExceptionPages {
    Own(Guardrails guardrails, RuleExceptions exceptions, RuleScopes scopes, Desks desks) {
      super(desks::own, guardrails, exceptions, scopes);
    }
  }

  /// Of the installation, for operators.
  @OpenTo(OpenTo.Audience.OPERATORS)
  @Path("/operator/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class OfInstallation extends ExceptionPages {
    OfInstallation(
        Guardrails guardrails, RuleExceptions exceptions, RuleScopes scopes, Desks desks) {
      super(desks::ofInstallation, guardrails, exceptions, scopes);
    }
  }
}
