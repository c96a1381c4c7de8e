package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Actor;
import ai.nemorouter.organization.OrganizationRows;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.http.ConsoleConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Delivers links to the people who are invited: by e-mail, which also shows that the address is
/// theirs, or else through the inviter.
@ApplicationScoped
class InvitationEmails {
  private static final Logger LOG = Logger.getLogger(InvitationEmails.class);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private final Mails mails;
  private final ConsoleConfig console;
  private final Database database;
  private final OrganizationRows organizations;
  private final InvitationQueries queries;

  InvitationEmails(
      Mails mails,
      ConsoleConfig console,
      Database database,
      OrganizationRows organizations,
      InvitationQueries queries) {
    this.mails = mails;
    this.console = console;
    this.database = database;
    this.organizations = organizations;
    this.queries = queries;
  }

  /// The inviter gets the link only if no e-mail was sent: anyone who has it can join.
  Invitations.Invited send(Actor actor, Invitation invitation, InvitationToken token) {
    String link = console.url().map(url -> absolute(url, token)).orElse(token.path());
    String notSent = attempt(actor, invitation, link);
    boolean passOn = !notSent.isEmpty() || mails.areOnlyLogged();
    if (!passOn) {
      database.inOrganization(
          actor.orgId(), () -> queries.markMailed(actor.orgId(), invitation.id(), token.hash()));
    }
    return new Invitations.Invited(
        invitation, passOn ? Optional.of(link) : Optional.empty(), notSent);
  }

  /// @return why no letter left; empty if one did
  private String attempt(Actor actor, Invitation invitation, String link) {
    if (!mails.areAvailable()) {
      return Mails.REMEDY;
    }
    if (console.url().isEmpty()) {
      return "No e-mail was sent, because the address of this console is not known: the operator of this installation has to name it in NEMOROUTER_CONSOLE_URL.";
    }
    String organization = organization(actor.orgId());
    String subject = printable("%s invites you to %s".formatted(actor.displayName(), organization));
    String text =
        """
        %s invites you to %s on NemoRouter.

        Open this link to join. It works once, until %s, and only for %s.

        %s

        If you did not expect this, do nothing: without you nothing happens.
        """
            .formatted(
                printable(actor.displayName()),
                printable(organization),
                DAY.format(invitation.expiresAt()),
                invitation.email(),
                link);
    try {
      mails.send(
          new Mails.Letter(
              List.of(invitation.email()),
              subject,
              text,
              invitation.id() + "-" + invitation.sentAt().toEpochMilli()));
      return "";
    } catch (Mails.NotSentException e) {
      LOG.warnf(e, "Invitation not mailed invitation=%s", invitation.id());
      return "No e-mail was sent, because the mail server did not take it.";
    }
  }

  private String organization(UUID orgId) {
    return database.inOrganization(orgId, () -> organizations.getOrThrow(orgId).name());
  }

  private static String absolute(URI url, InvitationToken token) {
    return url.toString().replaceAll("/+$", "") + token.path();
  }

  /// Names come from people; a line of a letter is one line.
  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", " ");
  }
}
