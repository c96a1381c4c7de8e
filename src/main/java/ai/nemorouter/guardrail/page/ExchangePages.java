package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.exchange.RuleExchange;
import ai.nemorouter.guardrail.rule.exchange.RuleFileJson;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/// Taking rules out as a file and in again, and adding those of the starting set.
public abstract class ExchangePages extends DeskPages {
  private static final long FILE_BYTES_MAX = 900_000;

  private final Guardrails guardrails;
  private final RuleExchange exchange;

  ExchangePages(Supplier<Desk> desk, Guardrails guardrails, RuleExchange exchange) {
    super(desk);
    this.guardrails = guardrails;
    this.exchange = exchange;
  }

  /// What the form that imports holds.
  ///
  /// @param rules the file's text
  /// @param scope what the rules are to be for; empty for the widest
  /// @param scopeName of a team or key; empty for the widest
  public record Form(
      String rules, String scope, String scopeId, String scopeName, FormError error) {}

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance importRules(Desk desk, Form form);

    static native TemplateInstance importPlan(Desk desk, Form form, RuleExchange.Report report);
  }

  /// All rules of one scope.
  @GET
  @Path("export")
  @Produces(MediaType.APPLICATION_JSON)
  public Response export(
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("scope_id") @DefaultValue("") String scopeId) {
    Desk desk = desk();
    return file(
        exchange.export(desk.keeper(), desk.scopeOrThrow(scope, scopeId)), "guardrails.json");
  }

  @GET
  @Path("{id}/export")
  @Produces(MediaType.APPLICATION_JSON)
  public Response export(@PathParam("id") UUID id) {
    return file(exchange.export(desk().keeper(), id), "guardrail.json");
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("import")
  public TemplateInstance importing(
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("scope_id") @DefaultValue("") String scopeId) {
    return Templates.importRules(desk(), form("", scope, scopeId, FormError.NONE));
  }

  /// What importing would do with each rule.
  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("import/preview")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response preview(
      @RestForm @Nullable String rules,
      @RestForm @Nullable FileUpload file,
      @RestForm @Nullable String scope,
      @RestForm("scope_id") @Nullable String scopeId) {
    String text = rules == null ? "" : rules;
    String word = scope == null ? "" : scope;
    String id = scopeId == null ? "" : scopeId;
    Form empty = form(text, word, id, FormError.NONE);
    try {
      String given = file != null && file.size() > 0 ? read(file) : text;
      Form form = form(given, word, id, FormError.NONE);
      return Response.ok(Templates.importPlan(desk(), form, read(form, true, ""))).build();
    } catch (InvalidInputException e) {
      return invalid(Templates.importRules(desk(), with(empty, FormError.of(e))));
    }
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("import")
  public Response read(
      @FormParam("rules") @DefaultValue("") String rules,
      @FormParam("scope") @DefaultValue("") String scope,
      @FormParam("scope_id") @DefaultValue("") String scopeId,
      @FormParam("reason") @DefaultValue("") String reason,
      @Context HttpHeaders headers) {
    Form form = form(rules, scope, scopeId, FormError.NONE);
    try {
      RuleExchange.Report report = read(form, false, reason);
      if (!report.applied()) {
        return invalid(Templates.importPlan(desk(), form, report));
      }
      return Redirect.to(headers, desk().root(), said(report));
    } catch (InvalidInputException e) {
      return invalid(Templates.importRules(desk(), with(form, FormError.of(e))));
    }
  }

  /// @param chosen words of the templates
  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @POST
  @Path("starting-set")
  public Response addStartingSet(
      @FormParam("template") @Nullable List<String> chosen, @Context HttpHeaders headers) {
    List<String> words = chosen == null ? List.of() : chosen;
    int added =
        exchange.add(
            desk().keeper(),
            RuleTemplate.startingSet().stream()
                .filter(template -> words.contains(template.word()))
                .toList());
    return Redirect.to(
        headers,
        desk().root(),
        added == 1 ? "1 rule was created." : "%d rules were created.".formatted(added));
  }

  private RuleExchange.Report read(Form form, boolean dry, String reason) {
    Desk desk = desk();
    return exchange.read(
        desk.keeper(),
        desk.changeableScopeOrThrow(form.scope(), form.scopeId()),
        object(form.rules()),
        dry,
        reason);
  }

  private Form form(String rules, String scope, String scopeId, FormError error) {
    Desk desk = desk();
    RuleScope wanted = desk.changeableScopeOrThrow(scope, scopeId);
    String name = guardrails.scopeForChange(desk.keeper(), wanted);
    boolean widest = wanted.equals(desk.keeper().widest());
    return new Form(rules, scope, scopeId, widest ? "" : name, error);
  }

  private static Form with(Form form, FormError error) {
    return new Form(form.rules(), form.scope(), form.scopeId(), form.scopeName(), error);
  }

  private static ObjectNode object(String text) {
    try {
      return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (ApiException e) {
      throw new InvalidInputException("rules", "This is no JSON object. Choose an exported file.");
    }
  }

  private static String said(RuleExchange.Report report) {
    long created = count(report, RuleExchange.Outcome.CREATED);
    long changed = count(report, RuleExchange.Outcome.CHANGED);
    return "Imported: %d created, %d changed, %d unchanged."
        .formatted(created, changed, report.lines().size() - created - changed);
  }

  private static long count(RuleExchange.Report report, RuleExchange.Outcome outcome) {
    return report.lines().stream().filter(line -> line.outcome() == outcome).count();
  }

  private static String read(FileUpload file) {
    if (file.size() > FILE_BYTES_MAX) {
      throw new InvalidInputException(
          "rules", "The file is larger than 900 kB. The management API takes larger ones.");
    }
    try {
      return Files.readString(file.uploadedFile());
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("rules", "The file is not text in UTF-8.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response file(RuleFileJson content, String name) {
    return Response.ok(Json.tree(content).toPrettyString())
        .type(MediaType.APPLICATION_JSON)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s\"".formatted(name))
        .build();
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }

  /// Of an organization.
  @Needs(Permission.VIEW_GUARDRAILS)
  @Path("/o/{slug}/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class Own extends ExchangePages {
    Own(Guardrails guardrails, RuleExchange exchange, Desks desks) {
      super(desks::own, guardrails, exchange);
    }
  }

  /// Of the installation, for operators.
  @OpenTo(OpenTo.Audience.OPERATORS)
  @Path("/operator/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class OfInstallation extends ExchangePages {
    OfInstallation(Guardrails guardrails, RuleExchange exchange, Desks desks) {
      super(desks::ofInstallation, guardrails, exchange);
    }
  }
}
