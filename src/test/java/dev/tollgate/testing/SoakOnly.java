package dev.tollgate.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A class that runs with {@code -Psoak} alone, until it has been seen green on an idle machine with the whole suite. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "tollgate.soak", matches = "[2-9]|[0-9]{2,}")
public @interface SoakOnly {}
