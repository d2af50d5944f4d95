// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.isolation;

import java.util.Locale;

/**
 * Something that a plugin may do only if its manifest header {@code Chaos-Capabilities} declares
 * it: {@code message-type=extension/haiku, topic=haiku, protocol=/x/1.0.0, agent=poet, network,
 * files}. A value that ends with {@code *} stands for all that begin like it.
 *
 * @param kind what kind of thing
 * @param value which one; empty for a kind that takes none
 */
public record Capability(Kind kind, String value) {
  /** The kinds of capabilities. */
  public enum Kind {
    /** Registers a message type or a codec of that name. */
    MESSAGE_TYPE,
    /** Listens and speaks on a topic of that name, the last word of {@code /chaoschain/…}. */
    TOPIC,
    /** Serves the stream protocol of that id. */
    PROTOCOL,
    /** Registers an agent of that name: the node keeps a key for it and signs with it. */
    AGENT,
    /** Uses or provides the network itself: host, dialler, pub/sub, transports, discovery. */
    NETWORK,
    /** Has a data folder. */
    FILES,
    /** Adds the control command of that name. */
    COMMAND,
    /** Signs with the node's own key, as a secure channel has to. */
    IDENTITY;

    /** The word in the manifest: {@code message-type}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it says of which one: {@code topic=haiku}, but {@code network}. */
    public boolean takesValue() {
      return this != NETWORK && this != FILES && this != IDENTITY;
    }
  }

  /** Whether who has declared this one may do what needs that one. */
  public boolean covers(Capability needed) {
    if (kind != needed.kind) {
      return false;
    }
    return value.endsWith("*")
        ? needed.value.startsWith(value.substring(0, value.length() - 1))
        : value.equals(needed.value);
  }

  /** The form in the manifest: {@code topic=haiku}. */
  @Override
  public String toString() {
    return value.isEmpty() ? kind.word() : kind.word() + "=" + value;
  }
}
