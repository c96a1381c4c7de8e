package ai.nemorouter.signup;

import static org.awaitility.Awaitility.await;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.mailer.MockMailbox;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Signs up as a browser without JavaScript would, and looks at what came of it.
@ApplicationScoped
public class Applicant {
  static final String PASSWORD = "seven ducks over the quiet mill";
  static final String TERMS = "2026-11";
  static final String SESSION = "__Host-nemo-session";

  private static final Pattern LINK =
      Pattern.compile("https://console\\.example(/sign-up/[\\w-]{43})\\s");

  private final TestDatabase database;
  private final MockMailbox mailbox;

  Applicant(TestDatabase database, MockMailbox mailbox) {
    this.database = database;
    this.mailbox = mailbox;
  }

  static String address() {
    return "grace-" + Ids.next() + "@" + Ids.next() + ".example";
  }

  /// All tests come from the same address.
  void forgetTries() {
    execute("delete from throttled");
  }

  static Response ask(String email) {
    return Visitor.browser().formParam("email", email).post("/sign-up");
  }

  /// @return the path of the link in the newest e-mail
  String link(String email) {
    int before = links(email).size();
    ask(email);
    return await().until(() -> links(email), links -> links.size() > before).getLast();
  }

  /// @return the path of the link in the e-mail that was asked for
  String newestLink(String email) {
    return await().until(() -> links(email), links -> !links.isEmpty()).getLast();
  }

  /// The text of the first e-mail to that address.
  String letter(String email) {
    await().until(() -> !mailbox.getMailsSentTo(email).isEmpty());
    return mailbox.getMailsSentTo(email).getFirst().getText();
  }

  boolean wasWrittenTo(String email) {
    return !mailbox.getMailsSentTo(email).isEmpty();
  }

  private List<String> links(String email) {
    return mailbox.getMailsSentTo(email).stream()
        .map(letter -> LINK.matcher(letter.getText()))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .toList();
  }

  /// The form behind the link, filled in.
  static RequestSpecification form(String organization) {
    return form(organization, PASSWORD, TERMS);
  }

  static RequestSpecification form(String organization, String password, String terms) {
    return Visitor.browser()
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .formParam("name", "Grace Hopper")
        .formParam("password", password)
        .formParam("organization", organization)
        .formParam("team", "Compilers")
        .formParam("terms", terms);
  }

  static RequestSpecification browser(Response signedUp) {
    return Visitor.browser().cookie(SESSION, signedUp.cookie(SESSION));
  }

  void execute(String sql, Object... values) {
    database.acrossOrganizations().useTransaction(handle -> handle.execute(sql, values));
  }

  long count(String sql, Object... values) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.select(sql, values).mapTo(Long.class).one());
  }

  List<UUID> organizations(String name) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select id from organizations where name = ?", name)
                .mapTo(UUID.class)
                .list());
  }

  String slug(UUID orgId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select slug from organizations where id = ?", orgId)
                .mapTo(String.class)
                .one());
  }

  List<String> audited(UUID orgId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select action from audit_entries where org_id = ? order by id", orgId)
                .mapTo(String.class)
                .list());
  }
}
