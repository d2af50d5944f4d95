// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import com.github.zafarkhaja.semver.ParseException;
import com.github.zafarkhaja.semver.Version;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;

/**
 * The node's version, as plugins may ask for it by {@code Plugin-Requires}. A node that is being
 * developed counts as the version it will be, and one that was built without a version as any.
 *
 * @param text as the node tells it, such as {@code 0.1.0-SNAPSHOT}
 */
record NodeVersion(String text) {
  private static final String EXACT = "\\d+\\.\\d+\\.\\d+";

  /** The form that PF4J's plugins see; {@code 0.0.0} if there is none. */
  String number() {
    return Version.tryParse(text)
        .map(Version::toStableVersion)
        .map(Version::toString)
        .orElse("0.0.0");
  }

  /**
   * Checks an expression such as {@code >=0.1.0 & <1.0.0}. As in PF4J, a version alone means that
   * one or a later one.
   */
  void require(String expression) throws CarriedPluginException {
    String wanted = expression.strip();
    if (wanted.isEmpty() || wanted.equals("*") || Version.tryParse(text).isEmpty()) {
      return;
    }
    try {
      if (!Version.parse(number()).satisfies(wanted.matches(EXACT) ? ">=" + wanted : wanted)) {
        throw new CarriedPluginException(
            "it requires a node of version %s (Plugin-Requires), and this one is %s; take a version of the plugin for it, or update the node"
                .formatted(wanted, text));
      }
    } catch (ParseException | IllegalArgumentException e) {
      throw new CarriedPluginException(
          "its Plugin-Requires '%s' is no version expression such as >=0.1.0 & <1.0.0: %s"
              .formatted(wanted, e.getMessage()));
    }
  }
}
