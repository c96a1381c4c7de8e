package ai.nemorouter.account.password;

import ai.nemorouter.account.token.TokenEntity;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/// A link to set a password anew.
@Entity
@Table(name = "password_resets")
class PasswordResetEntity extends TokenEntity {}
