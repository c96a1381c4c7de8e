package ai.nemorouter.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Which permission a route of an organization needs: one of these, held somewhere in it; none
/// where every member may. On a class it counts for the methods that say nothing. `RightsFilter`
/// turns away whoever has it nowhere, so that forms are not shown that could not be sent; the use
/// case decides for the very thing that it is about.
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Needs {
  Permission[] value();

  /// Whether it has to be held in the whole organization, because the route is about all of it.
  boolean everywhere() default false;
}
