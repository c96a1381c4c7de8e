package ai.nemorouter.provider;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.health.HealthReports;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Providers: the list, one of them, and everything that can be done to it. The same pages serve
/// operators for the installation's and people for those of their organization.
public abstract class ProviderPages {
  private final StoredProviders stored;
  private final ProviderLists lists;
  private final ConnectionTests tests;
  private final HealthReports reports;
  private final Dialects dialects;

  ProviderPages(
      StoredProviders stored,
      ProviderLists lists,
      ConnectionTests tests,
      HealthReports reports,
      Dialects dialects) {
    this.stored = stored;
    this.lists = lists;
    this.tests = tests;
    this.reports = reports;
    this.dialects = dialects;
  }

  /// Where these pages are and what may be done there.
  ///
  /// @param root the address of the list
  /// @param own whether they are an organization's own
  public record Place(String root, boolean own, boolean changing) {}

  /// What a form for a provider is about.
  ///
  /// @param before what it changes; null where it adds
  /// @param obstacle why no key can be stored; null where one can
  public record Form(
      ProviderForm typed,
      FormError error,
      @Nullable StoredProvider before,
      List<Dialect> dialects,
      @Nullable String obstacle) {}

  @CheckedTemplate(basePath = "provider")
  static class Templates {
    private Templates() {}

    static native TemplateInstance providers(
        Place place,
        PageOf<ListedProvider> providers,
        List<ListedProvider> refusing,
        ProviderLists.Filter filter,
        Address address);

    static native TemplateInstance provider(
        Place place, ListedProvider provider, ConnectionTests.@Nullable Result result);

    static native TemplateInstance newProvider(Place place, Form form);

    static native TemplateInstance changeProvider(Place place, Form form);

    static native TemplateInstance removeProvider(Place place, StoredProvider provider);
  }

  /// Whose providers the request under way is about.
  abstract ProviderOwner holder();

  /// The address of the list.
  abstract String root();

  /// Whether the person may change them.
  abstract boolean mayChange();

  @GET
  public TemplateInstance list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    ProviderLists.Filter filter =
        new ProviderLists.Filter(search, sort(sort), SortWord.isReversed(sort), page);
    Address address =
        new Address(Map.of("search", filter.search(), "sort", sort.isEmpty() ? "" : word(filter)));
    return Templates.providers(
        place(), lists.list(holder(), filter), lists.refusingAccounts(holder()), filter, address);
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @GET
  @Path("new")
  public TemplateInstance adding() {
    holder().authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    return Templates.newProvider(place(), form(ProviderForm.EMPTY, FormError.NONE, null));
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  public Response add(@BeanParam ProviderForm typed, @Context HttpHeaders headers) {
    try {
      StoredProvider added = stored.add(holder(), typed.settings(), typed.apiKey());
      return Redirect.to(
          headers, path(added.name()), "The provider was added. Test the connection.");
    } catch (InvalidInputException e) {
      return invalid(Templates.newProvider(place(), form(typed, FormError.of(e), null)));
    }
  }

  @GET
  @Path("{name}")
  public TemplateInstance provider(@PathParam("name") String name) {
    return Templates.provider(place(), lists.find(holder(), name), null);
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @GET
  @Path("{name}/settings")
  public TemplateInstance changing(@PathParam("name") String name) {
    StoredProvider before = stored.findForChange(holder(), name);
    return Templates.changeProvider(place(), form(ProviderForm.of(before), FormError.NONE, before));
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  @Path("{name}/settings")
  public Response change(
      @PathParam("name") String name, @BeanParam ProviderForm typed, @Context HttpHeaders headers) {
    try {
      stored.change(holder(), name, typed.settings(), typed.apiKey());
      return Redirect.to(headers, path(name), "The provider was changed.");
    } catch (InvalidInputException e) {
      StoredProvider before = stored.findForChange(holder(), name);
      return invalid(Templates.changeProvider(place(), form(typed, FormError.of(e), before)));
    }
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  @Path("{name}/enabled")
  public Response enable(
      @PathParam("name") String name,
      @FormParam("enabled") @DefaultValue("true") boolean enabled,
      @Context HttpHeaders headers) {
    stored.enable(holder(), name, enabled);
    return Redirect.to(
        headers,
        path(name),
        enabled ? "Calls go to the provider again." : "No call goes to the provider any more.");
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  @Path("{name}/test")
  public TemplateInstance test(@PathParam("name") String name) {
    ConnectionTests.Result result = tests.run(holder(), name);
    return Templates.provider(place(), lists.find(holder(), name), result);
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  @Path("{name}/circuit")
  public Response close(@PathParam("name") String name, @Context HttpHeaders headers) {
    lists.find(holder(), name);
    reports.close(holder(), name);
    return Redirect.to(
        headers, path(name), "Calls go to the provider again, on every node within seconds.");
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @GET
  @Path("{name}/removal")
  public TemplateInstance removing(@PathParam("name") String name) {
    return Templates.removeProvider(place(), stored.findForChange(holder(), name));
  }

  @Needs(Permission.CHANGE_PROVIDERS)
  @POST
  @Path("{name}/removal")
  public Response remove(@PathParam("name") String name, @Context HttpHeaders headers) {
    stored.remove(holder(), name);
    return Redirect.to(headers, root(), "The provider was removed and its key forgotten.");
  }

  private Place place() {
    return new Place(root(), holder().orgId() != null, mayChange());
  }

  private Form form(ProviderForm typed, FormError error, @Nullable StoredProvider before) {
    return new Form(
        typed.withoutKey(), error, before, List.copyOf(dialects.all()), stored.obstacle());
  }

  private String path(String name) {
    return root() + "/" + name;
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }

  private static String word(ProviderLists.Filter filter) {
    return SortWord.of(filter.sort().name().toLowerCase(Locale.ROOT), filter.reversed());
  }

  private static ProviderLists.Sort sort(String name) {
    return Arrays.stream(ProviderLists.Sort.values())
        .filter(sort -> sort.name().equals(SortWord.column(name).toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElse(ProviderLists.Sort.ORDER);
  }
}
