package ai.nemorouter.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/// A link to set a password anew.
@Entity
@Table(name = "password_resets")
class PasswordResetEntity extends TokenEntity {}
