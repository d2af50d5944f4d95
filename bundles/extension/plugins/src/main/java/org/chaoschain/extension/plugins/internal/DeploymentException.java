// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.List;

/** A plugin did not come up. What ran before runs on. */
class DeploymentException extends Exception {
  private static final long serialVersionUID = 1;

  DeploymentException(String reason) {
    super(reason);
  }

  DeploymentException(List<String> reasons) {
    this(String.join("; ", reasons));
  }
}
