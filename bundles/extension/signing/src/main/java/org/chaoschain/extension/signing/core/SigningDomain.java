// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.nio.charset.StandardCharsets;
import org.chaoschain.api.bytes.Bytes;

/**
 * What a publisher's signature is for. The prefix is signed before the bytes. Like the prefixes of
 * envelopes, delegations and hosting records it ends with the only zero byte it has, so none is the
 * beginning of another, and a signature for one purpose is none for another.
 */
public enum SigningDomain {
  /** Plugin files: {@code chaoschain/plugin/1} and a zero byte. */
  PLUGIN("chaoschain/plugin/1"),
  /** Revocation lists: {@code chaoschain/plugin-revocations/1} and a zero byte. */
  REVOCATIONS("chaoschain/plugin-revocations/1");

  private final Bytes prefix;

  SigningDomain(String name) {
    prefix = Bytes.wrap((name + '\0').getBytes(StandardCharsets.US_ASCII));
  }

  /** What is signed: the prefix, then the bytes. */
  public Bytes prepend(Bytes bytes) {
    return prefix.concat(bytes);
  }
}
