package ai.nemorouter.credit.fee;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.money.Money;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// The platform fee, for operators.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/fee")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class FeePages {
  private static final String ROOT = "/operator/fee";
  private static final Money EXAMPLE = Money.ofUsd("100");

  private final Fees fees;
  private final PaymentProvider provider;
  private final CurrentActor current;

  FeePages(Fees fees, PaymentProvider provider, CurrentActor current) {
    this.fees = fees;
    this.provider = provider;
    this.current = current;
  }

  /// What was typed into the form.
  public record Form(
      @FormParam("fee_percent") String percent,
      @FormParam("fee_minimum") String minimum,
      @FormParam("tax_name") String taxName,
      @FormParam("tax_percent") String taxPercent,
      @FormParam("tax_on") String taxOn) {
    /// The framework leaves out the defaults of form fields in records.
    public Form {
      percent = Objects.requireNonNullElse(percent, "");
      minimum = Objects.requireNonNullElse(minimum, "");
      taxName = Objects.requireNonNullElse(taxName, "");
      taxPercent = Objects.requireNonNullElse(taxPercent, "");
      taxOn = Objects.requireNonNullElse(taxOn, Tax.Base.FEE.word());
    }

    static Form of(Fee fee) {
      return new Form(
          fee.rate().plain(),
          fee.minimum().usd().setScale(2).toPlainString(),
          fee.tax().name(),
          fee.tax().rate().plain(),
          fee.tax().base().word());
    }

    Fee parse() {
      Tax.Base base = taxOn.equals(Tax.Base.TOTAL.word()) ? Tax.Base.TOTAL : Tax.Base.FEE;
      Tax tax = new Tax(taxName, read("tax_percent", taxPercent, Percent::parse), base);
      return new Fee(
          read("fee_percent", percent, Percent::parse),
          read("fee_minimum", minimum, Money::parseTypedUsd),
          tax);
    }

    private static <T> T read(String field, String typed, Function<String, T> parse) {
      try {
        return parse.apply(typed);
      } catch (IllegalArgumentException e) {
        throw new InvalidInputException(field, "This " + e.getMessage() + ".");
      }
    }
  }

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance fee(
        FeeVersion current,
        Quote example,
        PageOf<FeeVersion> versions,
        Address address,
        boolean payments);

    static native TemplateInstance setFee(Form form, FormError error);
  }

  @GET
  public TemplateInstance fee(@QueryParam("page") @DefaultValue("1") int page) {
    Fees.Overview overview = fees.overview(current.operatorOrThrow(), page);
    return Templates.fee(
        overview.current(),
        overview.current().fee().quote(EXAMPLE),
        overview.versions(),
        new Address(Map.of()),
        provider.isAvailable());
  }

  @GET
  @Path("new")
  public TemplateInstance setting() {
    Fees.Overview overview = fees.overview(current.operatorOrThrow(), 1);
    return Templates.setFee(Form.of(overview.current().fee()), FormError.NONE);
  }

  @POST
  public Response set(@BeanParam Form form, @Context HttpHeaders headers) {
    try {
      Fee fee = form.parse();
      fees.set(current.operatorOrThrow(), fee);
      return Redirect.to(headers, ROOT, "The platform fee is now " + fee.display() + ".");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.setFee(form, FormError.of(e)))
          .build();
    }
  }
}
