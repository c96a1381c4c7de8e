package ai.nemorouter.account;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.UUID;

/// Everybody with an account, for the operator of this installation.
@Path("/operator/people")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
@OpenTo(OpenTo.Audience.OPERATORS)
public class PeoplePages {
  private static final String ROOT = "/operator/people";

  private final People people;
  private final CurrentActor current;

  PeoplePages(People people, CurrentActor current) {
    this.people = people;
    this.current = current;
  }

  /// What can be done with an account, each with a page that asks whether it is meant.
  public enum Deed {
    SUSPENSION("Suspend"),
    RELEASE("Open again"),
    SESSIONS("End all sessions of"),
    SECOND_FACTOR("Remove the second factor of");

    private final String verb;

    Deed(String verb) {
      this.verb = verb;
    }

    public String verb() {
      return verb;
    }

    /// On the button.
    public String label() {
      return verb.replaceFirst(" of$", "");
    }

    /// In addresses.
    public String slug() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Deed of(String slug) {
      for (Deed deed : values()) {
        if (deed.slug().equals(slug)) {
          return deed;
        }
      }
      throw new NotFoundException("page");
    }
  }

  @CheckedTemplate(basePath = "account")
  static class Templates {
    private Templates() {}

    static native TemplateInstance people(PageOf<Person> people, ListQuery query, Address address);

    static native TemplateInstance person(Person person, boolean oneself);

    static native TemplateInstance confirmDeed(Person person, Deed deed, FormError error);
  }

  @GET
  public TemplateInstance list(@BeanParam ListQuery asked) {
    ListQuery query = asked.knowing(People.Sort.class, People.SUSPENDED, People.OPERATORS);
    return Templates.people(people.list(current.operatorOrThrow(), query), query, query.address());
  }

  @GET
  @Path("{id}")
  public TemplateInstance person(@PathParam("id") UUID id) {
    Operator operator = current.operatorOrThrow();
    return Templates.person(people.find(operator, id), operator.id().equals(id));
  }

  @GET
  @Path("{id}/{deed}")
  public TemplateInstance confirming(@PathParam("id") UUID id, @PathParam("deed") String slug) {
    Operator operator = current.operatorOrThrow();
    Deed deed = Deed.of(slug);
    return Templates.confirmDeed(people.find(operator, id), deed, FormError.NONE);
  }

  @POST
  @Path("{id}/{deed}")
  public Response act(
      @PathParam("id") UUID id, @PathParam("deed") String slug, @Context HttpHeaders headers) {
    Operator operator = current.operatorOrThrow();
    Deed deed = Deed.of(slug);
    try {
      return Redirect.to(headers, ROOT + "/" + id, act(operator, id, deed));
    } catch (InvalidInputException e) {
      Person person = people.find(operator, id);
      return Response.status(FormError.STATUS)
          .entity(Templates.confirmDeed(person, deed, FormError.of(e)))
          .build();
    }
  }

  /// @return what was done, as a sentence
  private String act(Operator operator, UUID id, Deed deed) {
    return switch (deed) {
      case SUSPENSION -> {
        people.suspend(operator, id);
        yield "The account was suspended, and its sessions were ended.";
      }
      case RELEASE -> {
        people.unsuspend(operator, id);
        yield "The account can sign in again.";
      }
      case SESSIONS -> {
        int ended = people.endSessions(operator, id);
        yield "%d session%s ended.".formatted(ended, ended == 1 ? " was" : "s were");
      }
      case SECOND_FACTOR -> {
        people.resetSecondFactor(operator, id);
        yield "The second factor was removed. The person can set up another one.";
      }
    };
  }
}
