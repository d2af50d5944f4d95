// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.nio.charset.StandardCharsets;

/**
 * What a signature is for. Its prefix is signed before the bytes, so that a signature for one
 * purpose is none for another. No prefix is the beginning of another, because each ends with the
 * only zero byte it has.
 */
public enum Domain {
  /** Envelopes: {@code chaoschain/envelope/1} and a zero byte. */
  ENVELOPE("chaoschain/envelope/1"),
  /** Delegations: {@code chaoschain/delegation/1} and a zero byte. */
  DELEGATION("chaoschain/delegation/1"),
  /** Hosting records: {@code chaoschain/hosting/1} and a zero byte. */
  HOSTING("chaoschain/hosting/1"),
  /** What a node signs in an authentication: {@code chaoschain/auth-node/1} and a zero byte. */
  AUTH_NODE("chaoschain/auth-node/1"),
  /** What an agent signs in an authentication: {@code chaoschain/auth-agent/1} and a zero byte. */
  AUTH_AGENT("chaoschain/auth-agent/1");

  private final byte[] prefix;

  Domain(String name) {
    this.prefix = (name + '\0').getBytes(StandardCharsets.US_ASCII);
  }

  /** A fresh copy of the prefix. */
  public byte[] prefix() {
    return prefix.clone();
  }

  /**
   * The prefix, followed by a part of an array: what is signed.
   *
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public byte[] prepend(byte[] bytes, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
    byte[] joined = new byte[prefix.length + length];
    System.arraycopy(prefix, 0, joined, 0, prefix.length);
    System.arraycopy(bytes, offset, joined, prefix.length, length);
    return joined;
  }
}
