package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.sample.SampleRow;
import ai.nemorouter.guardrail.sample.SampleText;
import ai.nemorouter.guardrail.sample.Samples;
import ai.nemorouter.guardrail.sample.Sampling;
import ai.nemorouter.guardrail.sample.SamplingState;
import ai.nemorouter.guardrail.sample.SamplingTerms;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// The samples that an organization keeps: whether it does, the list, one of them, and saving a
/// text by hand.
@Needs(Permission.VIEW_GUARDRAILS)
@Path("/o/{slug}/guardrails/samples")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SamplePages {
  private static final String SETTINGS = "settings";

  private final Sampling sampling;
  private final Samples samples;
  private final CurrentActor current;
  private final Desks desks;

  SamplePages(Sampling sampling, Samples samples, CurrentActor current, Desks desks) {
    this.sampling = sampling;
    this.samples = samples;
    this.current = current;
    this.desks = desks;
  }

  /// @param readable whether this person may read its text
  public record Line(SampleRow sample, boolean readable) {}

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance samples(
        Desk desk,
        SamplingState state,
        PageOf<Line> samples,
        Address address,
        String text,
        FormError error);

    static native TemplateInstance sampling(
        Desk desk, SamplingState state, SamplingForm form, FormError error);

    static native TemplateInstance stopSampling(Desk desk, SamplingState state);

    static native TemplateInstance sample(Desk desk, SampleText sample);

    static native TemplateInstance deleteSample(Desk desk, SampleRow sample);
  }

  @GET
  public TemplateInstance list(@QueryParam("page") @DefaultValue("1") String page) {
    return list(page, "", FormError.NONE);
  }

  private TemplateInstance list(String page, String text, FormError error) {
    Actor actor = current.personOrThrow();
    PageOf<Line> lines =
        samples
            .list(actor, number(page))
            .map(sample -> new Line(sample, Samples.isReadable(actor, sample)));
    return Templates.samples(
        desks.own(), sampling.find(actor), lines, new Address(Map.of()), text, error);
  }

  private static int number(String page) {
    try {
      return Integer.parseInt(page);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /// Saves a text by hand.
  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @POST
  public Response save(
      @FormParam("sample") @DefaultValue("") String sample,
      @FormParam("direction") @DefaultValue("input") String direction,
      @Context HttpHeaders headers) {
    String text = RulePages.text(sample);
    Direction way = direction.equals("output") ? Direction.OUTPUT : Direction.INPUT;
    try {
      samples.save(current.personOrThrow(), way, text);
      return Redirect.to(headers, root(), "The text was saved as a sample.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(list("1", sample, FormError.of(e))).build();
    }
  }

  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @GET
  @Path(SETTINGS)
  public TemplateInstance settings() {
    SamplingState state = sampling.find(current.personOrThrow());
    SamplingTerms terms = Objects.requireNonNullElse(state.terms(), SamplingTerms.USUAL);
    return Templates.sampling(desks.own(), state, SamplingForm.of(terms), FormError.NONE);
  }

  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @POST
  @Path(SETTINGS)
  public Response set(@BeanParam SamplingForm form, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    SamplingState before = sampling.find(actor);
    try {
      SamplingTerms terms = form.terms();
      if (!before.isOn() && !form.isAgreed()) {
        throw new InvalidInputException(
            "agreed", "Tick this box to confirm that these texts may be stored.");
      }
      sampling.keep(actor, terms);
      return Redirect.to(
          headers,
          root(),
          before.isOn() ? "The settings are saved." : "Samples are kept from now on.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.sampling(desks.own(), before, form, FormError.of(e)))
          .build();
    }
  }

  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @GET
  @Path("stop")
  public TemplateInstance stopping() {
    return Templates.stopSampling(desks.own(), sampling.find(current.personOrThrow()));
  }

  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @POST
  @Path("stop")
  public Response stop(@Context HttpHeaders headers) {
    long deleted = sampling.stop(current.personOrThrow());
    return Redirect.to(
        headers,
        root(),
        deleted == 1
            ? "No sample is kept any more. 1 was deleted."
            : String.format(Locale.ROOT, "No sample is kept any more. %,d were deleted.", deleted));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("{sample}")
  public TemplateInstance sample(@PathParam("sample") UUID id) {
    return Templates.sample(desks.own(), samples.find(current.personOrThrow(), id));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("{sample}/removal")
  public TemplateInstance deleting(@PathParam("sample") UUID id) {
    return Templates.deleteSample(desks.own(), samples.find(current.personOrThrow(), id).row());
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("{sample}/removal")
  public Response delete(@PathParam("sample") UUID id, @Context HttpHeaders headers) {
    samples.delete(current.personOrThrow(), id);
    return Redirect.to(headers, root(), "The sample was deleted.");
  }

  private String root() {
    return desks.own().root() + "/samples";
  }
}
