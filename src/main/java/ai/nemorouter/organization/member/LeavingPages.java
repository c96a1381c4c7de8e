package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Leaving an organization oneself.
@Needs({})
@Path("/o/{slug}/leaving")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class LeavingPages {
  private final MemberRemoval departures;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  LeavingPages(MemberRemoval departures, CurrentActor current, CurrentOrganization organization) {
    this.departures = departures;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance leave(MemberRemoval.Leaver leaver, FormError error);
  }

  @GET
  public TemplateInstance leaving() {
    return Templates.leave(departures.previewOfLeaving(current.personOrThrow()), FormError.NONE);
  }

  /// Only with the form's own word: leaving is nothing to happen by accident.
  @POST
  public Response leave(
      @FormParam("leave") @DefaultValue("") String word,
      @FormParam("keys") @DefaultValue("") String keys,
      @FormParam("to") @DefaultValue("") String to,
      @Context HttpHeaders headers) {
    Actor.Person person = current.personOrThrow();
    MemberRemoval.Leaver leaver = departures.previewOfLeaving(person);
    try {
      requireWord(word);
      departures.leave(person, new KeysChoice(keys, to).parse(leaver.keys().size()));
      return Redirect.to(headers, "/", "You left " + organization.getOrThrow().name() + ".");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.leave(leaver, FormError.of(e)))
          .build();
    }
  }

  private static void requireWord(String word) {
    if (!word.equals("yes")) {
      throw new InvalidInputException("member", "Confirm that you want to leave.");
    }
  }
}
