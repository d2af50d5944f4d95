// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.UnjudgedException;

/** A codec could not do its work for a reason that is not in the message. */
final class CodecException extends UnjudgedException {
  private static final long serialVersionUID = 1;

  private CodecException(Refusal refusal, String message, Throwable cause) {
    super(refusal, message, cause);
  }

  static CodecException absent() {
    return new CodecException(Refusal.OVERLOADED, "no codec is there at the moment", null);
  }

  static CodecException busy(String codec, String plugin) {
    return new CodecException(
        Refusal.OVERLOADED,
        "the plugin %s of the codec %s is at its quota of checks (extension.plugins.quota.checks) or is being stopped"
            .formatted(plugin, codec),
        null);
  }

  static CodecException givenUp(String codec, String what) {
    return new CodecException(
        Refusal.INTERNAL,
        "%s of the codec %s has not returned; the node waits for it no more".formatted(what, codec),
        null);
  }

  static CodecException failed(String codec, String what, Throwable cause) {
    return new CodecException(
        Refusal.INTERNAL, "%s of the codec %s failed: %s".formatted(what, codec, cause), cause);
  }
}
