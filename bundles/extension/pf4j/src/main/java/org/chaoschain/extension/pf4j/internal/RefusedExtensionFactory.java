// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import org.pf4j.ExtensionFactory;

/** Extensions are made once, by the node; nobody makes a second of each. */
final class RefusedExtensionFactory implements ExtensionFactory {
  @Override
  public <T> T create(Class<T> type) {
    throw new UnsupportedOperationException(
        "the node makes the extensions of a plugin, each once: " + type.getName());
  }
}
