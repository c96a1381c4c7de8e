package ai.nemorouter.credit.fee;

import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// The rows of the platform fee's versions.
@ApplicationScoped
class FeeRows implements PanacheRepositoryBase<FeeEntity, Long> {
  private static final Sort NEWEST = Sort.descending("id");

  Optional<FeeVersion> latest() {
    return findAll(NEWEST).firstResultOptional().map(FeeEntity::version);
  }

  PageOf<FeeVersion> page(int number) {
    return PageOf.of(findAll(NEWEST), number).map(FeeEntity::version);
  }
}
