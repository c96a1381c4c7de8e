package ai.nemorouter.access;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Use cases: each method that takes an `Actor` is one transaction about the rows of the actor's
/// organization. One that calls another joins it, so that they happen together or not at all. It
/// authorizes its actor first and writes its entry in the audit log last.
@InterceptorBinding
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface ForActor {}
