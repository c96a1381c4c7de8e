package ai.nemorouter.alert;

import ai.nemorouter.platform.NotFoundException;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Reads alerts and what they are told with.
final class AlertRows {
  private AlertRows() {}

  static Alert find(Handle handle, UUID orgId, UUID id) {
    return handle
        .createQuery(
            "select "
                + Alert.COLUMNS
                + " from alerts a where a.org_id = :orgId and a.id = :id and not a.passed")
        .bind("orgId", orgId)
        .bind("id", id)
        .map(ConstructorMapper.of(Alert.class))
        .findOne()
        .orElseThrow(() -> new NotFoundException("alert"));
  }
}
