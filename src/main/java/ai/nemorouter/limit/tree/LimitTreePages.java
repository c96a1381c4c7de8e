package ai.nemorouter.limit.tree;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// Limits by team: what is used and free at each level.
@Needs(Permission.VIEW_LIMITS)
@Path("/o/{slug}/limits/by-team")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class LimitTreePages {
  private final LimitTrees trees;
  private final CurrentActor current;

  LimitTreePages(LimitTrees trees, CurrentActor current) {
    this.trees = trees;
    this.current = current;
  }

  @CheckedTemplate(basePath = "limit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance limitTree(LimitTree tree, ListQuery query, Address address);
  }

  @GET
  public TemplateInstance tree(@BeanParam ListQuery asked) {
    ListQuery query = asked.knowing(LimitTrees.Sort.class);
    return Templates.limitTree(trees.list(current.personOrThrow(), query), query, query.address());
  }
}
