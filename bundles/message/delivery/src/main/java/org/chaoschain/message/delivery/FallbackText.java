// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;

/** What a person is shown of a message whose type is not there. */
final class FallbackText {
  private FallbackText() {}

  static String of(Message message) {
    return message
        .extension()
        .map(Extension::fallbackText)
        .filter(text -> !text.isBlank())
        .orElseGet(() -> "(a message of the type " + message.typeName() + ", unknown here)");
  }
}
