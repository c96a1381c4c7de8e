package ai.nemorouter.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Who may use a route that is not about what one may do in an organization.
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface OpenTo {
  Audience value();

  enum Audience {
    EVERYBODY,
    /// Users with an account, about themselves.
    SIGNED_IN,
    /// Programs with a key of any kind, about that key and its organization.
    KEY_HOLDERS,
    /// The operators of this installation, signed in or with an operator key; `OperatorFilter` sees
    /// to it.
    OPERATORS
  }
}
