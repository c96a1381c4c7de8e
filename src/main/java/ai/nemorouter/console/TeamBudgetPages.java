package ai.nemorouter.console;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.Team;
import ai.nemorouter.organization.Teams;
import ai.nemorouter.platform.FormError;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Setting, changing and removing a team's budgets, at most one for each period.
@Path("/o/{slug}/teams/{id}/budgets")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TeamBudgetPages {
  private final Teams teams;
  private final Limits limits;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  TeamBudgetPages(
      Teams teams, Limits limits, CurrentActor current, CurrentOrganization organization) {
    this.teams = teams;
    this.limits = limits;
    this.current = current;
    this.organization = organization;
  }

  /// What was typed.
  public record Form(String period, String amount, FormError error) {
    public List<Period> periods() {
      return List.of(Period.values());
    }
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance teamBudget(Team team, Form form);

    static native TemplateInstance removeTeamBudget(Team team, LimitStatus status);
  }

  /// @param word the period whose budget is to be changed; any for a new one
  @GET
  public TemplateInstance setting(
      @PathParam("id") UUID id, @QueryParam("period") @DefaultValue("month") String word) {
    Team team = teams.find(current.personOrThrow(), id);
    String amount = budget(id, word).map(status -> status.limit().amount().plain()).orElse("");
    return Templates.teamBudget(team, new Form(word, amount, FormError.NONE));
  }

  @POST
  public Response set(
      @PathParam("id") UUID id,
      @FormParam("period") @DefaultValue("") String word,
      @FormParam("amount") @DefaultValue("") String amount,
      @Context HttpHeaders headers) {
    Team team = teams.find(current.personOrThrow(), id);
    try {
      Budget budget = new Budget(period(word), parse(amount));
      limits.set(current.personOrThrow(), Scope.team(id), budget);
      return Redirect.to(
          headers,
          path(id),
          "The budget is now %s %s.".formatted(budget.amount().display(), budget.period().label()));
    } catch (InvalidInputException e) {
      Form form = new Form(word, amount, FormError.of(e));
      return Response.status(FormError.STATUS).entity(Templates.teamBudget(team, form)).build();
    }
  }

  @GET
  @Path("{period}/removal")
  public TemplateInstance removing(@PathParam("id") UUID id, @PathParam("period") String word) {
    Team team = teams.find(current.personOrThrow(), id);
    LimitStatus status = budget(id, word).orElseThrow(() -> new NotFoundException("budget"));
    return Templates.removeTeamBudget(team, status);
  }

  @POST
  @Path("{period}/removal")
  public Response remove(
      @PathParam("id") UUID id, @PathParam("period") String word, @Context HttpHeaders headers) {
    teams.find(current.personOrThrow(), id);
    limits.remove(current.personOrThrow(), Scope.team(id), period(word));
    return Redirect.to(headers, path(id), "The budget was removed.");
  }

  private Optional<LimitStatus> budget(UUID id, String word) {
    return limits.list(current.personOrThrow(), Scope.team(id)).stream()
        .filter(status -> status.limit().period().column().equals(word))
        .findFirst();
  }

  private static Period period(String word) {
    return Arrays.stream(Period.values())
        .filter(period -> period.column().equals(word))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException("period", "Choose a period."));
  }

  private static Money parse(String amount) {
    try {
      return Money.parseTypedUsd(amount);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("limit", "This amount " + e.getMessage() + ".");
    }
  }

  private String path(UUID id) {
    return organization.getOrThrow().path("teams/" + id);
  }
}
