package ai.nemorouter.sso.rule;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;

/// Adding, changing and removing a rule.
@Path("/o/{slug}/settings/sso/rules")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SsoRulesPages {
  private final SsoRules rules;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  SsoRulesPages(SsoRules rules, CurrentActor current, CurrentOrganization organization) {
    this.rules = rules;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "sso")
  static class Templates {
    private Templates() {}

    static native TemplateInstance newRule(
        SsoRules.Choices choices, SsoRuleForm typed, FormError error);

    static native TemplateInstance changeRule(SsoRule rule, List<Role> roles, FormError error);

    static native TemplateInstance removeRule(SsoRule rule);
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @GET
  @Path("new")
  public TemplateInstance adding() {
    return form(SsoRuleForm.empty(), FormError.NONE);
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @POST
  public Response add(@BeanParam SsoRuleForm typed, @Context HttpHeaders headers) {
    try {
      rules.add(current.personOrThrow(), typed);
      return Redirect.to(
          headers, root(), "The rule was added. It counts from each person's next refresh.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(form(typed, FormError.of(e))).build();
    }
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @GET
  @Path("{id}/role")
  public TemplateInstance changing(@PathParam("id") UUID id) {
    return changeForm(id, FormError.NONE);
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @POST
  @Path("{id}/role")
  public Response change(
      @PathParam("id") UUID id,
      @FormParam("role") @DefaultValue("") String role,
      @Context HttpHeaders headers) {
    try {
      rules.change(current.personOrThrow(), id, role);
      return Redirect.to(
          headers, root(), "The rule was changed. It counts from each person's next refresh.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(changeForm(id, FormError.of(e))).build();
    }
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @GET
  @Path("{id}/removal")
  public TemplateInstance removing(@PathParam("id") UUID id) {
    return Templates.removeRule(rules.findForChange(current.personOrThrow(), id));
  }

  @Needs(Permission.CHANGE_SETTINGS)
  @POST
  @Path("{id}/removal")
  public Response remove(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    rules.remove(current.personOrThrow(), id);
    return Redirect.to(
        headers, root(), "The rule was removed. It ends at each person's next refresh.");
  }

  private TemplateInstance form(SsoRuleForm typed, FormError error) {
    return Templates.newRule(rules.choices(current.personOrThrow()), typed, error);
  }

  private TemplateInstance changeForm(UUID id, FormError error) {
    Actor actor = current.personOrThrow();
    SsoRule rule = rules.findForChange(actor, id);
    return Templates.changeRule(rule, rules.choices(actor, rule), error);
  }

  private String root() {
    return organization.getOrThrow().path("settings/sso");
  }
}
