package ai.nemorouter.migration.keys;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.owner.KeyTeams;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.BaseUrl;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/// Taking keys over from an account elsewhere: form, preview, new secrets, undo.
@Needs(value = Permission.CHANGE_KEYS, everywhere = true)
@Path("/o/{slug}/migration/imports")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ImportPages {
  private static final int FILE_BYTES_MAX = 2 * 1024 * 1024;

  private final KeyImports imports;
  private final OpenRouterAccount account;
  private final KeyTeams teams;
  private final BaseUrl baseUrl;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  ImportPages(
      KeyImports imports,
      OpenRouterAccount account,
      KeyTeams teams,
      BaseUrl baseUrl,
      CurrentActor current,
      CurrentOrganization organization) {
    this.imports = imports;
    this.account = account;
    this.teams = teams;
    this.baseUrl = baseUrl;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "migration")
  static class Templates {
    private Templates() {}

    static native TemplateInstance imports(
        ImportForm form, FormError error, List<KeyTeams.Choice> teams, List<KeyImport> past);

    static native TemplateInstance importPlan(ImportPlan plan, ImportForm form, String source);

    static native TemplateInstance imported(
        KeyImports.Done done, ImportSecrets secrets, String baseUrl);

    static native TemplateInstance revokeImport(KeyImport past);
  }

  @GET
  public TemplateInstance form() {
    Actor actor = current.personOrThrow();
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    return form(ImportForm.empty(account.usualAddress()), FormError.NONE);
  }

  @POST
  @Path("preview")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response preview(
      @RestForm @Nullable String keys,
      @RestForm @Nullable FileUpload file,
      @RestForm @Nullable String budgets,
      @RestForm @Nullable String address,
      @RestForm("management_key") @Nullable String managementKey,
      @RestForm @Nullable String team,
      @RestForm @Nullable String amount,
      @RestForm @Nullable String duplicates) {
    ImportForm form = ImportForm.of(keys, budgets, address, team, amount, duplicates);
    try {
      KeyImports.Source source = source(form, file, managementKey);
      ImportPlan plan = imports.preview(current.personOrThrow(), source, form.choices());
      ImportForm carried =
          new ImportForm(
              ForeignKeyJson.list(source.keys()),
              ForeignKeyJson.budgets(source.budgets()),
              form.address(),
              form.team(),
              form.amount(),
              form.duplicates());
      return Response.ok(Templates.importPlan(plan, carried, source.name())).build();
    } catch (InvalidInputException e) {
      return rejected(form, e);
    }
  }

  /// Answers with the secrets themselves instead of a redirect: they are kept nowhere.
  @POST
  public Response create(
      @RestForm @Nullable String keys,
      @RestForm @Nullable String budgets,
      @RestForm @Nullable String source,
      @RestForm @Nullable String team,
      @RestForm @Nullable String amount,
      @RestForm @Nullable String duplicates,
      @Context UriInfo uri) {
    ImportForm form = ImportForm.of(keys, budgets, null, team, amount, duplicates);
    try {
      KeyImports.Done done =
          imports.create(
              current.personOrThrow(),
              KeyImports.Source.of(source, form.keys(), form.budgets()),
              form.choices());
      return Response.ok(
              Templates.imported(done, new ImportSecrets(done.minted()), baseUrl.of(uri)))
          .build();
    } catch (InvalidInputException e) {
      return rejected(form, e);
    }
  }

  @GET
  @Path("{id}/revocation")
  public TemplateInstance revocation(@PathParam("id") UUID id) {
    Actor actor = current.personOrThrow();
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    return Templates.revokeImport(imports.find(actor, id));
  }

  @POST
  @Path("{id}/revocation")
  public Response revoke(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    int revoked = imports.revoke(current.personOrThrow(), id);
    return Redirect.to(
        headers,
        organization.getOrThrow().path("migration/imports"),
        "%d key%s of the import revoked.".formatted(revoked, revoked == 1 ? "" : "s"));
  }

  private KeyImports.Source source(
      ImportForm form, @Nullable FileUpload file, @Nullable String managementKey) {
    if (file != null && file.size() > 0) {
      return KeyImports.Source.of("the file " + file.fileName(), read(file), form.budgets());
    }
    if (!form.keys().isBlank()) {
      return KeyImports.Source.of("a pasted list", form.keys(), form.budgets());
    }
    return new KeyImports.Source(
        OpenRouterAccount.nameOf(form.address()),
        account.keys(form.address(), managementKey == null ? "" : managementKey),
        OpenRouterAnswers.budgets(form.budgets()));
  }

  private static String read(FileUpload file) {
    if (file.size() > FILE_BYTES_MAX) {
      throw new InvalidInputException("keys", "The file is larger than 2 MB.");
    }
    try {
      return Files.readString(file.uploadedFile());
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new InvalidInputException("keys", "The file is not text in UTF-8.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Response rejected(ImportForm form, InvalidInputException cause) {
    return Response.status(FormError.STATUS).entity(form(form, FormError.of(cause))).build();
  }

  private TemplateInstance form(ImportForm form, FormError error) {
    Actor actor = current.personOrThrow();
    return Templates.imports(form, error, teams.mintable(actor), imports.list(actor));
  }
}
