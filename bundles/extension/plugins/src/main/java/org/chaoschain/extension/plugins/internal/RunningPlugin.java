// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Optional;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.osgi.framework.Bundle;

/**
 * A plugin that shall run, and what became of it.
 *
 * @param desired what shall run
 * @param bundle the generation in the framework, empty if it did not come up or is in quarantine
 * @param failure why it did not come up, or empty
 * @param quarantined whether it is stopped until somebody releases it
 */
record RunningPlugin(
    DesiredPlugin desired, Optional<Bundle> bundle, String failure, boolean quarantined) {
  static RunningPlugin up(DesiredPlugin desired, Bundle bundle) {
    return new RunningPlugin(desired, Optional.of(bundle), "", false);
  }

  static RunningPlugin failed(DesiredPlugin desired, String failure) {
    return new RunningPlugin(desired, Optional.empty(), failure, false);
  }

  static RunningPlugin quarantined(DesiredPlugin desired, String reason) {
    return new RunningPlugin(desired, Optional.empty(), reason, true);
  }

  /** The same with a complaint. */
  RunningPlugin complaining(String reason) {
    return new RunningPlugin(desired, bundle, reason, quarantined);
  }
}
