package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.UUID;

/// Who owns the organization, and making somebody else an owner.
@Needs(Permission.TRANSFER_OWNERSHIP)
@Path("/o/{slug}/settings/ownership")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OwnershipPages {
  private final Ownership ownership;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  OwnershipPages(Ownership ownership, CurrentActor current, CurrentOrganization organization) {
    this.ownership = ownership;
    this.current = current;
    this.organization = organization;
  }

  /// What was typed.
  ///
  /// @param stepDownTo a role; empty to stay an owner
  public record Form(
      @FormParam("user_id") String userId,
      @FormParam("step_down_to") String stepDownTo,
      @FormParam("typed_name") String typedName) {
    static final Form EMPTY = new Form("", "", "");

    public Form {
      userId = Objects.requireNonNullElse(userId, "");
      stepDownTo = Objects.requireNonNullElse(stepDownTo, "");
      typedName = Objects.requireNonNullElse(typedName, "");
    }

    Ownership.Transfer transfer() {
      try {
        return new Ownership.Transfer(
            UUID.fromString(userId), stepDownTo.isEmpty() ? null : stepDownTo, typedName);
      } catch (IllegalArgumentException e) {
        throw new InvalidInputException("user_id", "Choose a member.");
      }
    }
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance ownership(Ownership.Choices choices, Form form, FormError error);
  }

  @GET
  public TemplateInstance ownership() {
    return Templates.ownership(
        ownership.choices(current.personOrThrow()), Form.EMPTY, FormError.NONE);
  }

  @POST
  public Response transfer(@BeanParam Form form, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    Ownership.Choices choices = ownership.choices(actor);
    try {
      String name = ownership.transfer(actor, form.transfer());
      boolean stays = form.stepDownTo().isEmpty();
      return Redirect.to(
          headers,
          "/o/" + organization.getOrThrow().slug() + (stays ? "/settings/ownership" : ""),
          name + (stays ? " now owns this organization too." : " now owns this organization."));
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.ownership(choices, form, FormError.of(e)))
          .build();
    }
  }
}
