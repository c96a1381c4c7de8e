package ai.nemorouter.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.tags.Tag;
import org.jboss.jandex.IndexView;

/// Makes the document of the management API out of what is read off the routes: leaves out the
/// console, and adds what routes say in other ways, as whom they let in, and what is the same for
/// all.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ManagementApi implements OASFilter {
  static final String ROOT = "/v1/";

  private final IndexView index;

  /// @param index of all classes of the application
  public ManagementApi(IndexView index) {
    this.index = index;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    keepPathsOfPrograms(document);
    new RecordSchemas(new Records(index), document).complete();
    DocumentedRoutes routes = new DocumentedRoutes(index);
    CommonAnswers answers = new CommonAnswers();
    Set<String> tags = new TreeSet<>();
    for (PathItem path : document.getPaths().getPathItems().values()) {
      for (Operation operation : path.getOperations().values()) {
        DocumentedRoutes.Route route = routes.of(operation);
        CommonParameters.describe(operation);
        route.describe(operation);
        answers.add(operation);
        tags.addAll(operation.getTags());
      }
    }
    answers.addTo(document.getComponents());
    KeySchemes.addTo(document.getComponents());
    document.setTags(tags.stream().map(ManagementApi::tag).toList());
    document.setServers(null);
  }

  private static void keepPathsOfPrograms(OpenAPI document) {
    Map<String, PathItem> kept = new TreeMap<>(document.getPaths().getPathItems());
    kept.keySet().removeIf(path -> !path.startsWith(ROOT));
    document.setPaths(OASFactory.createPaths());
    kept.forEach(document.getPaths()::addPathItem);
  }

  private static Tag tag(String name) {
    return OASFactory.createTag().name(name);
  }
}
