package ai.nemorouter.sso.rule;

import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.sso.domain.DomainForm;
import ai.nemorouter.sso.domain.Domains;
import ai.nemorouter.testsupport.World;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/// Rules and domains of an organization, for tests that look at pages.
@ApplicationScoped
public class FurnishedSso {
  private final SsoRules rules;
  private final Domains domains;

  FurnishedSso(SsoRules rules, Domains domains) {
    this.rules = rules;
    this.domains = domains;
  }

  /// @return the pages within the organization that show them
  public List<String> make(World.Place place, UUID teamId) {
    rules.add(place.owner(), new SsoRuleForm("role", "ai-auditor", "", "auditor", ""));
    rules.add(
        place.owner(),
        new SsoRuleForm(
            "group", "/a/group/" + "below/".repeat(20), teamId.toString(), "", "developer"));
    String domain = "department-of-long-names." + place.orgId() + ".example.com";
    domains.request(place.owner(), new DomainForm(domain));
    UUID rule =
        rules
            .list(place.owner(), new ListQuery("ai-auditor", "", "value", 1))
            .items()
            .getFirst()
            .rule()
            .id();
    return List.of(
        "settings/sso",
        "settings/sso?search=no-such-thing",
        "settings/sso/change",
        "settings/sso/requirement",
        "settings/sso/rules/new",
        "settings/sso/rules/" + rule + "/role",
        "settings/sso/rules/" + rule + "/removal",
        "settings/sso/domains/new",
        "settings/sso/domains/" + domain + "/removal");
  }
}
