package ai.nemorouter.catalog;

import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// The pages about models, which are the same for everybody and within an organization.
@CheckedTemplate(basePath = "catalog")
final class ModelTemplates {
  private ModelTemplates() {}

  /// Where the pages are shown.
  ///
  /// @param root the address of the list
  /// @param providers whose models there are
  /// @param own whether it is about an organization, which may have aliases
  public record Place(String root, List<String> providers, boolean own) {
    public Place {
      providers = List.copyOf(providers);
    }
  }

  static native TemplateInstance models(
      PageOf<CatalogModel> models, ModelSearch query, Address address, Place place);

  static native TemplateInstance model(CatalogModel listed, ModelExample example, Place place);
}
