// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The seed of the {@link Network} of a test or of all tests of a class, in place of a fresh one for
 * each run. For a regression test of what one seed has shown; leave it away else, so that each run
 * tries another order of events.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Seed {
  /** The seed, as a failure has named it. */
  long value();
}
