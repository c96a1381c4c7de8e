package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.FilterOrder;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/// Finds the organization that an address under `/o/{slug}` names and what the person may do in it.
/// To somebody who does not belong to it, it does not exist.
@Provider
@Priority(FilterOrder.ORGANIZATION)
public class OrganizationFilter implements ContainerRequestFilter {
  private static final String ROOT = "/o/";

  private final Organizations organizations;
  private final Members members;
  private final CurrentActor actor;
  private final CurrentOrganization current;

  OrganizationFilter(
      Organizations organizations,
      Members members,
      CurrentActor actor,
      CurrentOrganization current) {
    this.organizations = organizations;
    this.members = members;
    this.actor = actor;
    this.current = current;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getRequestUri().getPath();
    if (!path.startsWith(ROOT)) {
      return;
    }
    String slug = path.substring(ROOT.length()).split("/", 2)[0];
    Organization organization =
        organizations.find(slug).orElseThrow(() -> new NotFoundException("organization"));
    Actor.Person person =
        actor
            .signedIn()
            .flatMap(signedIn -> members.enter(organization.id(), signedIn, actor.origin()))
            .orElseThrow(() -> new NotFoundException("organization"));
    actor.enter(person);
    current.enter(organization);
  }
}
