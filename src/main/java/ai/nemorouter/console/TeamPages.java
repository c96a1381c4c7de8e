package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.Keys;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.Team;
import ai.nemorouter.organization.Teams;
import ai.nemorouter.platform.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// One team with its limits and keys. It stands here and not with the teams because it shows what
/// three features know of it.
@Needs(Permission.VIEW_TEAMS)
@Path("/o/{slug}/teams")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TeamPages {
  private final Teams teams;
  private final Keys keys;
  private final Limits limits;
  private final CurrentActor current;

  TeamPages(Teams teams, Keys keys, Limits limits, CurrentActor current) {
    this.teams = teams;
    this.keys = keys;
    this.limits = limits;
    this.current = current;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance team(
        Team team, NamedScope scope, List<LimitStatus> limits, KeyList keys, Instant now);
  }

  @GET
  @Path("{id}")
  public TemplateInstance team(@PathParam("id") UUID id) {
    Actor actor = current.personOrThrow();
    return Templates.team(
        teams.find(actor, id),
        limits.scope(actor, Scope.team(id)),
        limits.list(actor, Scope.team(id)),
        keys.list(
            actor,
            new KeyFilter(
                "", id, Set.of(), KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, PageOf.SIZE))),
        Instant.now());
  }
}
