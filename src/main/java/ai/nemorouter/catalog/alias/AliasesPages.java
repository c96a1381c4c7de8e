package ai.nemorouter.catalog.alias;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.CatalogModel;
import ai.nemorouter.catalog.ModelFilter;
import ai.nemorouter.catalog.Models;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The names that an organization gives to models: the list, adding, changing, removing.
@Needs(Permission.VIEW_MODELS)
@Path("/o/{slug}/aliases")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AliasesPages {
  private final Aliases aliases;
  private final Models models;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  AliasesPages(
      Aliases aliases, Models models, CurrentActor current, CurrentOrganization organization) {
    this.aliases = aliases;
    this.models = models;
    this.current = current;
    this.organization = organization;
  }

  /// What the list is narrowed to, as in its address.
  public record Query(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    Address address() {
      return new Address(Map.of("search", search, "sort", sort));
    }

    Aliases.Filter filter() {
      return new Aliases.Filter(
          search,
          Arrays.stream(Aliases.Sort.values())
              .filter(one -> one.name().equals(SortWord.column(sort).toUpperCase(Locale.ROOT)))
              .findFirst()
              .orElse(Aliases.Sort.NAME),
          SortWord.isReversed(sort),
          page);
    }
  }

  /// What was typed into the form.
  public record Typed(
      @FormParam("name") String name,
      @FormParam("target") String target,
      @FormParam("take_over") String takeOver) {
    /// A field that was not sent is empty.
    public Typed {
      name = Objects.requireNonNullElse(name, "");
      target = Objects.requireNonNullElse(target, "");
      takeOver = Objects.requireNonNullElse(takeOver, "");
    }

    Aliases.Wanted wanted() {
      return new Aliases.Wanted(name, target, takeOver.equals("on"));
    }
  }

  @CheckedTemplate(basePath = "catalog")
  static class Templates {
    private Templates() {}

    static native TemplateInstance aliases(PageOf<Alias> aliases, Query query, Address address);

    static native TemplateInstance aliasForm(
        @Nullable Alias alias, Typed typed, FormError error, List<String> slugs);

    static native TemplateInstance removeAlias(Alias alias);
  }

  @GET
  public TemplateInstance list(@BeanParam Query query) {
    return Templates.aliases(
        aliases.list(current.personOrThrow(), query.filter()), query, query.address());
  }

  @Needs(Permission.CHANGE_ALIASES)
  @GET
  @Path("new")
  public TemplateInstance adding(
      @QueryParam("name") @DefaultValue("") String name,
      @QueryParam("target") @DefaultValue("") String target) {
    return form(null, new Typed(name, target, ""), FormError.NONE);
  }

  @Needs(Permission.CHANGE_ALIASES)
  @POST
  public Response add(@BeanParam Typed typed, @Context HttpHeaders headers) {
    try {
      Alias added = aliases.add(current.personOrThrow(), typed.wanted());
      return Redirect.to(
          headers, root(), "“%s” leads to %s now.".formatted(added.name(), added.target()));
    } catch (InvalidInputException e) {
      return invalid(form(null, typed, FormError.of(e)));
    }
  }

  @Needs(Permission.CHANGE_ALIASES)
  @GET
  @Path("{name:.+}/removal")
  public TemplateInstance removing(@PathParam("name") String name) {
    return Templates.removeAlias(aliases.findForChange(current.personOrThrow(), name));
  }

  @Needs(Permission.CHANGE_ALIASES)
  @POST
  @Path("{name:.+}/removal")
  public Response remove(@PathParam("name") String name, @Context HttpHeaders headers) {
    aliases.remove(current.personOrThrow(), name);
    return Redirect.to(headers, root(), "The alias was removed.");
  }

  @Needs(Permission.CHANGE_ALIASES)
  @GET
  @Path("{name:.+}/target")
  public TemplateInstance changing(@PathParam("name") String name) {
    Alias alias = aliases.findForChange(current.personOrThrow(), name);
    return form(alias, new Typed(alias.name(), alias.target(), ""), FormError.NONE);
  }

  @Needs(Permission.CHANGE_ALIASES)
  @POST
  @Path("{name:.+}/target")
  public Response change(
      @PathParam("name") String name, @BeanParam Typed typed, @Context HttpHeaders headers) {
    try {
      Alias changed = aliases.change(current.personOrThrow(), name, typed.target());
      return Redirect.to(
          headers, root(), "“%s” leads to %s now.".formatted(changed.name(), changed.target()));
    } catch (InvalidInputException e) {
      Alias alias = aliases.findForChange(current.personOrThrow(), name);
      return invalid(form(alias, typed, FormError.of(e)));
    }
  }

  private TemplateInstance form(@Nullable Alias alias, Typed typed, FormError error) {
    List<String> slugs =
        models.list(current.personOrThrow(), ModelFilter.ALL).stream()
            .map(CatalogModel::slug)
            .toList();
    return Templates.aliasForm(alias, typed, error, slugs);
  }

  private String root() {
    return organization.getOrThrow().path("aliases");
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
