// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.envelope.core.EnvelopeException;
import org.chaoschain.message.envelope.core.EnvelopeParser;
import org.chaoschain.message.json.core.JsonMessages;

/**
 * Messages in JSON. The last few texts are kept, since a broadcast goes to all agents. Safe for use
 * by many threads.
 */
final class MessageTexts {
  private static final int KEPT = 16;

  private final Map<Bytes, String> texts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, String> eldest) {
          return size() > KEPT;
        }
      };

  String of(SignedMessage message) {
    synchronized (texts) {
      String text = texts.get(message.digest());
      if (text == null) {
        text = write(message.wire());
        texts.put(message.digest(), text);
      }
      return text;
    }
  }

  private static String write(Bytes wire) {
    try {
      return JsonMessages.write(
          JsonMessages.view(EnvelopeParser.parse(wire.toArray(), wire.size()), true));
    } catch (EnvelopeException e) {
      throw new IllegalStateException("a message that was verified does not parse", e);
    }
  }
}
