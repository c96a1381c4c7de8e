package ai.nemorouter.sso;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.sso.domain.Domains;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import ai.nemorouter.sso.rule.SsoRules;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/// What an organization decides about single sign-on, with its rules and domains.
@Path("/o/{slug}/settings/sso")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SsoSettingsPages {
  private final SsoDecisions decisions;
  private final SsoRules rules;
  private final Domains domains;
  private final SsoProviderSettings provider;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  SsoSettingsPages(
      SsoDecisions decisions,
      SsoRules rules,
      Domains domains,
      SsoProviderSettings provider,
      CurrentActor current,
      CurrentOrganization organization) {
    this.decisions = decisions;
    this.rules = rules;
    this.domains = domains;
    this.provider = provider;
    this.current = current;
    this.organization = organization;
  }

  /// What the page tells beside the rules.
  ///
  /// @param provider what people call the provider; empty where there is none
  /// @param unclear of how many members the provider did not say what their access depends on
  public record Overview(
      String provider, SsoSettings settings, List<Domains.Domain> domains, int unclear) {}

  @CheckedTemplate(basePath = "sso")
  static class Templates {
    private Templates() {}

    static native TemplateInstance settings(
        Overview overview, PageOf<SsoRules.Listed> rules, ListQuery query, Address address);

    static native TemplateInstance changeSettings(
        SsoSettings settings, List<Role> roles, FormError error);

    static native TemplateInstance requirement(SsoSettings settings, String obstacle);
  }

  @Needs(Permission.VIEW_MEMBERS)
  @GET
  public TemplateInstance show(@BeanParam ListQuery asked) {
    ListQuery query = asked.knowing(SsoRules.Sort.class);
    SsoSettings settings = decisions.get(current.personOrThrow());
    return Templates.settings(
        new Overview(
            provider.areComplete() ? provider.name() : "",
            settings,
            domains.list(current.personOrThrow()),
            decisions.unclearMembers(current.personOrThrow())),
        rules.list(current.personOrThrow(), query),
        query,
        query.address());
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @GET
  @Path("change")
  public TemplateInstance changing() {
    return form(FormError.NONE);
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @POST
  @Path("change")
  public Response change(
      @FormParam("default_role") @DefaultValue("") String defaultRole,
      @FormParam("leavers") @DefaultValue("") String leavers,
      @Context HttpHeaders headers) {
    try {
      decisions.change(current.personOrThrow(), defaultRole, leavers);
      return Redirect.to(headers, root(), "The settings were changed.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(form(FormError.of(e))).build();
    }
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @GET
  @Path("requirement")
  public TemplateInstance requiring() {
    current.personOrThrow().authorizeOrThrow(Permission.CHANGE_SETTINGS);
    return requirement();
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @POST
  @Path("requirement")
  public Response require(
      @FormParam("required") @DefaultValue("") String required, @Context HttpHeaders headers) {
    boolean on = required.equals("on");
    try {
      decisions.require(current.personOrThrow(), on);
      return Redirect.to(
          headers,
          root(),
          on
              ? "Members need single sign-on from now on."
              : "Members can sign in with their passwords again.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(requirement()).build();
    }
  }

  private TemplateInstance requirement() {
    return Templates.requirement(
        decisions.get(current.personOrThrow()),
        decisions.obstacle(current.personOrThrow()).orElse(""));
  }

  private TemplateInstance form(FormError error) {
    List<Role> roles = decisions.defaultRoles(current.personOrThrow());
    return Templates.changeSettings(decisions.get(current.personOrThrow()), roles, error);
  }

  private String root() {
    return organization.getOrThrow().path("settings/sso");
  }
}
