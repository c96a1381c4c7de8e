package ai.nemorouter.catalog.price;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.catalog.ModelSearch;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
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
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The catalogue for the operator of this installation: all models, their price versions, and what
/// can be done about both.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/catalogue")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class CataloguePages {
  private static final String ROOT = "/operator/catalogue";

  private final OperatorCatalogue catalogue;
  private final CurrentActor current;

  CataloguePages(OperatorCatalogue catalogue, CurrentActor current) {
    this.catalogue = catalogue;
    this.current = current;
  }

  /// What the list is narrowed to, as in its address.
  public record Query(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("provider") @DefaultValue("") String provider,
      @QueryParam("state") @DefaultValue("") String state,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    public List<ModelSearch.Choice> getStates() {
      return List.of(
          new ModelSearch.Choice("unpriced", "Without a price"),
          new ModelSearch.Choice("overridden", "With a price of our own"),
          new ModelSearch.Choice("disabled", "Hidden"),
          new ModelSearch.Choice("deprecated", "Deprecated"));
    }

    Address address() {
      return new Address(
          Map.of("search", search, "provider", provider, "state", state, "sort", sort));
    }

    OperatorCatalogue.Filter filter() {
      return new OperatorCatalogue.Filter(search, provider, state, sort, page);
    }
  }

  /// What was typed into the form of a deprecation.
  public record Deprecation(
      @FormParam("successor") String successor, @FormParam("retires") String retires) {
    /// A field that was not sent is empty.
    public Deprecation {
      successor = Objects.requireNonNullElse(successor, "");
      retires = Objects.requireNonNullElse(retires, "");
    }

    @Nullable LocalDate day() {
      try {
        return retires.isBlank() ? null : LocalDate.parse(retires.strip());
      } catch (DateTimeParseException e) {
        throw new InvalidInputException("retires", "Write a day as in 2027-03-31.");
      }
    }
  }

  @CheckedTemplate(basePath = "catalog")
  static class Templates {
    private Templates() {}

    static native TemplateInstance catalogue(
        PageOf<OperatorCatalogue.Entry> models,
        List<String> providers,
        Query query,
        Address address);

    static native TemplateInstance catalogueModel(OperatorCatalogue.Entry entry, Instant now);

    static native TemplateInstance priceForm(
        String slug, PriceForm typed, List<Price.Unit> units, FormError error);

    static native TemplateInstance withdrawPrice(String slug, PriceVersion version);

    static native TemplateInstance deprecateModel(String slug, Deprecation typed, FormError error);
  }

  @GET
  public TemplateInstance list(@BeanParam Query query) {
    Operator operator = current.operatorOrThrow();
    return Templates.catalogue(
        catalogue.list(operator, query.filter()),
        catalogue.providers(operator),
        query,
        query.address());
  }

  @GET
  @Path("{slug:.+}/prices/new")
  public TemplateInstance pricing(
      @PathParam("slug") String slug, @QueryParam("provider") @DefaultValue("") String provider) {
    catalogue.offered(current.operatorOrThrow(), slug, provider);
    return priceForm(slug, PriceForm.empty(provider), FormError.NONE);
  }

  @POST
  @Path("{slug:.+}/prices")
  public Response price(
      @PathParam("slug") String slug, @BeanParam PriceForm typed, @Context HttpHeaders headers) {
    try {
      catalogue.setPrice(
          current.operatorOrThrow(),
          slug,
          typed.provider(),
          typed.tariff(),
          typed.moment(),
          typed.note());
      return Redirect.to(
          headers,
          path(slug),
          typed.moment() == null
              ? "The price counts from now on."
              : "The price is scheduled. Withdraw it to undo that.");
    } catch (InvalidInputException e) {
      return invalid(priceForm(slug, typed, FormError.of(e)));
    }
  }

  @GET
  @Path("{slug:.+}/prices/{id}/withdrawal")
  public TemplateInstance withdrawing(@PathParam("slug") String slug, @PathParam("id") long id) {
    return Templates.withdrawPrice(slug, catalogue.override(current.operatorOrThrow(), slug, id));
  }

  @POST
  @Path("{slug:.+}/prices/{id}/withdrawal")
  public Response withdraw(
      @PathParam("slug") String slug, @PathParam("id") long id, @Context HttpHeaders headers) {
    catalogue.withdraw(current.operatorOrThrow(), slug, id);
    return Redirect.to(headers, path(slug), "The price was withdrawn.");
  }

  @POST
  @Path("{slug:.+}/availability")
  public Response change(
      @PathParam("slug") String slug,
      @FormParam("provider") @Nullable String provider,
      @FormParam("disabled") @DefaultValue("true") boolean disabled,
      @Context HttpHeaders headers) {
    catalogue.setDisabled(current.operatorOrThrow(), slug, provider, disabled);
    return Redirect.to(
        headers,
        path(slug),
        disabled
            ? "It is hidden: it is not listed and cannot be called."
            : "It can be seen and called again.");
  }

  @GET
  @Path("{slug:.+}/deprecation")
  public TemplateInstance deprecating(@PathParam("slug") String slug) {
    catalogue.find(current.operatorOrThrow(), slug);
    return Templates.deprecateModel(slug, new Deprecation("", ""), FormError.NONE);
  }

  @POST
  @Path("{slug:.+}/deprecation")
  public Response deprecate(
      @PathParam("slug") String slug,
      @BeanParam Deprecation typed,
      @FormParam("keep") @DefaultValue("false") boolean keep,
      @Context HttpHeaders headers) {
    Operator operator = current.operatorOrThrow();
    if (keep) {
      catalogue.keep(operator, slug);
      return Redirect.to(headers, path(slug), "The deprecation was taken back.");
    }
    try {
      catalogue.deprecate(operator, slug, typed.successor(), typed.day());
      return Redirect.to(headers, path(slug), "The model is marked as deprecated.");
    } catch (InvalidInputException e) {
      return invalid(Templates.deprecateModel(slug, typed, FormError.of(e)));
    }
  }

  @GET
  @Path("{slug:.+}")
  public TemplateInstance model(@PathParam("slug") String slug) {
    return Templates.catalogueModel(
        catalogue.find(current.operatorOrThrow(), slug), catalogue.now());
  }

  private static TemplateInstance priceForm(String slug, PriceForm typed, FormError error) {
    return Templates.priceForm(slug, typed, List.of(Price.Unit.values()), error);
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }

  private static String path(String slug) {
    return ROOT + "/" + slug;
  }
}
