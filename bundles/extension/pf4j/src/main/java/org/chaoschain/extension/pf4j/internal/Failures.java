// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts into words what a plugin has thrown. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** A sentence with what was thrown; the log has the whole of it, which the sentence does not. */
  static CarriedPluginException of(String sentence, Throwable thrown) {
    log.info("a PF4J plugin has failed: {}", sentence, thrown);
    String text =
        thrown instanceof ClassNotFoundException || thrown instanceof NoClassDefFoundError
            ? "the class %s is neither in the plugin nor among what the node offers"
                .formatted(String.valueOf(thrown.getMessage()).replace('/', '.'))
            : String.valueOf(thrown);
    return new CarriedPluginException(sentence + ": " + text);
  }
}
