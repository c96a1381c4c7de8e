package ai.nemorouter.organization.member;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/// What an organization sees of the account of a person: of its own members, and no more than this.
@Entity
@Immutable
@Table(name = "users")
class PersonEntity {
  @Id UUID id;
  String name;
  String email;
}
