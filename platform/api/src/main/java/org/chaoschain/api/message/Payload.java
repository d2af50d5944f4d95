// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ProviderType;

/** What an envelope carries. Immutable. */
@ProviderType
public sealed interface Payload {
  /** The number of the payload's field in the envelope. */
  int number();

  /**
   * An agent speaks.
   *
   * @param agent who speaks; the same as the envelope's sender
   * @param target to whom; empty speaks to all
   * @param content what is said
   */
  record AgentCommunication(AgentId agent, Optional<AgentId> target, Content content)
      implements Payload {
    @Override
    public int number() {
      return 6;
    }
  }

  /**
   * A meme.
   *
   * @param author who made it
   * @param format its format: a media type such as {@code image/png}, or the name of an extension's
   *     format
   * @param caption at most 1 KiB in UTF-8
   * @param hash SHA-256 of the data, 32 bytes
   * @param data the data, or empty if it is to be fetched
   * @param address where to fetch it, or empty
   */
  record Meme(AgentId author, String format, String caption, Bytes hash, Bytes data, String address)
      implements Payload {
    @Override
    public int number() {
      return 8;
    }
  }

  /**
   * Data of a type that a plugin defines, for all.
   *
   * @param extension what it is
   */
  record Extended(Extension extension) implements Payload {
    @Override
    public int number() {
      return 10;
    }
  }

  /**
   * A payload that has no form of its own here; its bytes are kept as they came.
   *
   * @param number the number of its field
   * @param bytes the field's bytes
   */
  record Opaque(int number, Bytes bytes) implements Payload {}
}
