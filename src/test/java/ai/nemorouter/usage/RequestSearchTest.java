package ai.nemorouter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The list of requests is searched by the provider's own identifier of an answer.
@QuarkusTest
class RequestSearchTest {
  private static final int REQUESTS = 2_000;

  private final World world;
  private final TestDatabase database;
  private final Requests requests;
  private final Session session;
  private World.Place place;
  private UUID key;

  RequestSearchTest(World world, TestDatabase database, Requests requests, Session session) {
    this.world = world;
    this.database = database;
    this.requests = requests;
    this.session = session;
  }

  @BeforeEach
  void makeAnOrganization() {
    place = world.newOrganization();
    key = world.newKey(place);
  }

  @Test
  void aRequestIsFoundByWhatItsProviderCallsItOrOneOfItsAttempts() {
    UUID request = Ids.next();
    UUID retried = Ids.next();
    insert(request, "chatcmpl-first");
    insert(retried, "chatcmpl-last");
    insertAttempt(retried, "chatcmpl-lost");

    assertThat(found("chatcmpl-first")).containsExactly(request);
    assertThat(found("chatcmpl-lost")).containsExactly(retried);
    assertThat(found("chatcmpl-la")).isEmpty();

    World.Place other = world.newOrganization();
    assertThat(
            requests
                .page(other.owner(), named("chatcmpl-first"), new Requests.Cursor(null, null))
                .requests())
        .isEmpty();
  }

  @Test
  void theSearchReadsAnIndexOfTheOrganizationsOwnRowsAndNotItsWholeRecord() {
    database
        .acrossOrganizations()
        .inTransaction(handle ->
            handle
                .createUpdate(
                    """
                    insert into calls (org_id, id, team_id, key_id, started_at, status, requested_model, streamed, upstream_id)
                    select :orgId, gen_random_uuid(), :teamId, :key, now(), 'ok', 'demo/haiku-small', false, 'chatcmpl-' || n
                    from generate_series(1, :count) n
                    """)
                .bind("orgId", place.orgId())
                .bind("teamId", place.teamId())
                .bind("key", key)
                .bind("count", REQUESTS)
                .execute());
    RequestSelection selection =
        new RequestSelection(
            place.orgId(),
            Reach.EVERYWHERE,
            named("chatcmpl-77"),
            new Requests.Cursor(null, null),
            Instant.now());

    List<String> plan = plan(selection, "on");
    List<String> withoutScans = plan(selection, "off");

    assertThat(plan)
        .anyMatch(
            line -> line.contains("using calls_") && line.contains("_org_id_upstream_id_idx"));
    // Months without requests are as well read at once; where they are not, there too.
    assertThat(withoutScans)
        .anyMatch(line -> line.contains("attempts_upstream"))
        .noneMatch(line -> line.contains("Seq Scan on calls"))
        .noneMatch(line -> line.contains("Seq Scan on attempts"));
    assertThat(found("chatcmpl-77")).hasSize(1);
  }

  /// As the console reads it, within the rows of the organization.
  ///
  /// @param scans `on` or `off`: whether whole tables may be read
  private List<String> plan(RequestSelection selection, String scans) {
    return database.inOrganization(
        place.orgId(),
        () -> {
          session
              .createNativeQuery("select set_config('enable_seqscan', :scans, true)", String.class)
              .setParameter("scans", scans)
              .getSingleResult();
          return selection
              .query(session, "explain " + RequestRow.SELECT, String.class, 51)
              .getResultList();
        });
  }

  private List<UUID> found(String name) {
    return requests
        .page(place.owner(), named(name), new Requests.Cursor(null, null))
        .requests()
        .stream()
        .map(RequestRow::id)
        .toList();
  }

  private static RequestFilter named(String name) {
    return new RequestFilter(null, null, null, "", null, RequestTimes.ALL, name);
  }

  private void insert(UUID id, String upstreamId) {
    database
        .acrossOrganizations()
        .inTransaction(handle ->
            handle
                .createUpdate(
                    """
                    insert into calls (org_id, id, team_id, key_id, started_at, status, requested_model, streamed, upstream_id)
                    values (:orgId, :id, :teamId, :key, now(), 'ok', 'demo/haiku-small', false, :name)
                    """)
                .bind("orgId", place.orgId())
                .bind("id", id)
                .bind("teamId", place.teamId())
                .bind("key", key)
                .bind("name", upstreamId)
                .execute());
  }

  private void insertAttempt(UUID request, String upstreamId) {
    database
        .acrossOrganizations()
        .inTransaction(handle ->
            handle
                .createUpdate(
                    """
                    insert into attempts (org_id, id, request_id, team_id, key_id, started_at, status, requested_model, streamed, upstream_id)
                    values (:orgId, :id, :request, :teamId, :key, now(), 'failed', 'demo/haiku-small', false, :name)
                    """)
                .bind("orgId", place.orgId())
                .bind("id", Ids.next())
                .bind("request", request)
                .bind("teamId", place.teamId())
                .bind("key", key)
                .bind("name", upstreamId)
                .execute());
  }
}
