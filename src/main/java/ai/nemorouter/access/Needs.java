package ai.nemorouter.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The permission that a route of an organization needs: one of these, held anywhere in the
/// organization; none if every member may use the route. On a class it applies to methods without
/// the annotation. `RightsFilter` rejects users who hold it nowhere, so that no form is shown that
/// could not be submitted. The use case then checks the permission for the very thing that it is
/// about.
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Needs {
  Permission[] value();

  /// Whether it has to be held in the whole organization, because the route is about all of it.
  boolean everywhere() default false;
}
