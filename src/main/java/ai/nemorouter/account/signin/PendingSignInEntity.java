package ai.nemorouter.account.signin;

import ai.nemorouter.account.token.TokenEntity;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/// A person whose password was right and who has yet to give a code.
@Entity
@Table(name = "pending_sign_ins")
class PendingSignInEntity extends TokenEntity {}
