package ai.nemorouter.usage.report.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.organization.member.OwnedKeys;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.report.RecordedUsage;
import ai.nemorouter.usage.report.RecordedUsage.Request;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reports that are mailed to the people who set them up.
@QuarkusTest
class ReportEmailsTest {
  private static final ZoneId ZONE = ZoneId.of("Pacific/Auckland");
  private static final int NODES = 4;

  @Inject World world;
  @Inject People people;
  @Inject Visitor visitor;
  @Inject MemberRemoval departures;
  @Inject TestDatabase database;
  @Inject RecordedUsage recorded;
  @Inject ReportSchedules schedules;
  @Inject ReportEmails letters;
  @Inject MockMailbox mailbox;

  private World.Place place;
  private Actor.Person reader;

  @BeforeEach
  void setUpAReport() {
    place = world.newOrganization();
    recorded.set(place, ZONE.getId());
    reader = people.join(place.orgId(), Role.AUDITOR);
    schedules.set(reader, new ReportScheduleForm("week", "model"));
  }

  @Test
  void aReportIsMailedOnceAWeekHoweverManyNodesThereAre() {
    UUID key = world.newKey(place);
    LocalDate monday = Frequency.WEEK.begin(today());
    for (int day = 1; day <= 8; day++) {
      recorded.add(
          place,
          monday.minusDays(day).atTime(0, 0).atZone(ZONE).toInstant(),
          new Request(place.teamId(), key, null, "m/" + day, "acme", "ok", 1_000_000_000L, 1));
    }
    makeDue();

    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int node = 0; node < NODES; node++) {
        nodes.execute(letters::sendDue);
      }
    }
    letters.sendDue();

    assertThat(mails())
        .singleElement()
        .satisfies(mail -> {
          assertThat(mail.getSubject()).contains("Usage of Globex, ", ": $7.00");
          assertThat(mail.getText())
              .contains("Pacific/Auckland", "compared with the 7 days before")
              .contains("Spend     $7.00   +$6.00 (+600%)", "By model:", "$1.00   1 request   m/7")
              .doesNotContain("$1.00   1 request   m/8")
              .contains("https://console.example" + place.path("usage?"))
              .contains("https://console.example" + place.path("usage/schedule"));
        });
    assertThat(schedules.find(reader))
        .hasValueSatisfying(schedule -> {
          assertThat(schedule.nextOn()).isEqualTo(monday.plusWeeks(1));
          assertThat(schedule.lastSentAt()).isNotNull();
        });
  }

  @Test
  void nothingIsMailedBeforeItIsDueOrWhileItIsPausedOrAfterItsEnd() {
    letters.sendDue();
    makeDue();
    schedules.pause(reader);
    letters.sendDue();
    schedules.resume(reader);
    letters.sendDue();
    makeDue();
    schedules.end(reader);
    letters.sendDue();

    assertThat(mails()).isEmpty();
    assertThat(schedules.find(reader)).isEmpty();
  }

  @Test
  void whoMayNotSeeUsageAnyMoreGetsNoReport() {
    makeDue();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update members set role = 'member' where org_id = ? and user_id = ?",
                place.orgId(),
                reader.userId()));
    letters.sendDue();

    assertThat(mails()).isEmpty();
    assertThat(schedules.find(reader))
        .hasValueSatisfying(
            schedule -> assertThat(schedule.problem()).contains("not allowed to see usage"));
  }

  @Test
  void whoLeavesOrIsSuspendedGetsNoReport() {
    Actor.Person leaver = people.join(place.orgId(), Role.AUDITOR);
    schedules.set(leaver, new ReportScheduleForm("month", "team"));
    makeDue();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update members set suspended_at = now() where org_id = ? and user_id = ?",
                place.orgId(),
                reader.userId()));
    departures.leave(leaver, new OwnedKeys.Revoke());
    letters.sendDue();

    assertThat(mails()).isEmpty();
    assertThat(mailbox.getMailsSentTo(people.email(leaver.userId()))).isEmpty();
    assertThat(schedules.find(leaver)).isEmpty();
  }

  @Test
  void aReportSaysWhatItsReaderSeesAndNoMore() {
    UUID key = world.newKey(place);
    Actor.Person developer = people.joinTeam(place.orgId(), place.teamId(), Role.DEVELOPER);
    LocalDate first = Frequency.MONTH.begin(today());
    for (UUID team : List.of(place.teamId(), Ids.next())) {
      recorded.add(
          place,
          first.minusDays(1).atTime(12, 0).atZone(ZONE).toInstant(),
          new Request(team, key, null, "m/x", "acme", "ok", 2_000_000_000L, 1));
    }
    schedules.set(developer, new ReportScheduleForm("month", "model"));
    makeDue();

    letters.sendDue();

    assertThat(mailbox.getMailsSentTo(people.email(developer.userId())))
        .singleElement()
        .satisfies(mail ->
            assertThat(mail.getText())
                .contains("(your teams)", "Spend     $2.00", "the month before"));
  }

  @Test
  void theFormRefusesWhatItDoesNotOfferAndWhoIsNoMember() {
    Actor.Person operator =
        new Actor.Person(place.orgId(), Ids.next(), "Op", Rights.all(), true, Origin.INSIDE);

    assertThatThrownBy(() -> schedules.set(reader, new ReportScheduleForm("day", "model")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("every week or every month");
    assertThatThrownBy(() -> schedules.set(operator, new ReportScheduleForm("week", "model")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Only members");
  }

  @Test
  void peopleSetUpPauseAndEndTheirOwnReportOnItsPage() {
    Visitor.Person owner = visitor.owner(place.orgId());
    String path = place.path("usage/schedule");

    assertThat(owner.browser().get(path).asString()).contains("Not set up").doesNotContain("Pause");
    assertThat(
            owner
                .browser()
                .formParam("frequency", "month")
                .formParam("group", "key")
                .post(path)
                .statusCode())
        .isEqualTo(303);
    assertThat(owner.browser().get(path).asString())
        .contains("The next one is sent on", "Pacific/Auckland", "Pause", "End");
    assertThat(owner.browser().post(path + "/pause").statusCode()).isEqualTo(303);
    assertThat(owner.browser().get(path).asString()).contains("Paused", "Resume");
    assertThat(owner.browser().post(path + "/resume").statusCode()).isEqualTo(303);
    assertThat(owner.browser().post(path + "/end").statusCode()).isEqualTo(303);
    assertThat(owner.browser().get(path).asString()).contains("Not set up");
    assertThat(owner.browser().formParam("frequency", "day").post(path).statusCode())
        .isEqualTo(422);
    assertThat(owner.browser().get(place.path("audit")).asString())
        .contains("Set up a usage report by e-mail", "Ended their usage report by e-mail");
  }

  private LocalDate today() {
    return LocalDate.ofInstant(database.inInstallation(database::now), ZONE);
  }

  /// As if it had been set up a month ago.
  private void makeDue() {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update report_schedules set next_on = next_on - 40 where org_id = ?",
                place.orgId()));
  }

  private List<Mail> mails() {
    return mailbox.getMailsSentTo(people.email(reader.userId()));
  }
}
