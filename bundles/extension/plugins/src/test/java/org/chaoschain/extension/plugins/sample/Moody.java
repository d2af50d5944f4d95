// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.util.function.Supplier;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.api.plugin.HealthCheck;
import org.osgi.framework.FrameworkUtil;

/** Says how it is as the system property {@code moody.<version>} tells it, or {@code moody}. */
public final class Moody implements HealthCheck, Supplier<String> {
  /** The property. */
  public static final String PROPERTY = "moody";

  @Override
  public Health check() {
    String version = FrameworkUtil.getBundle(Moody.class).getVersion().toString();
    String mood = System.getProperty(PROPERTY + "." + version, System.getProperty(PROPERTY, "OK"));
    if (mood.equals("THROW")) {
      throw new IllegalStateException("too moody to say");
    }
    return new Health(Health.Status.valueOf(mood), mood.equals("OK") ? "" : "the mood is " + mood);
  }

  @Override
  public String get() {
    return "moody";
  }
}
