// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

/**
 * The ciphers that a handshake leads to, seen from one side.
 *
 * @param outgoing encrypts what this side sends
 * @param incoming decrypts what the remote sends
 */
public record TransportKeys(CipherState outgoing, CipherState incoming) {
  /** Overwrites both keys. */
  public void wipe() {
    outgoing.wipe();
    incoming.wipe();
  }
}
