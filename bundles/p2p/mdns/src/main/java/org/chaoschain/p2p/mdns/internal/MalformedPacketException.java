// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.internal;

/** Bytes that are no message of the DNS. The message says why. */
final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedPacketException(String message) {
    super(message);
  }
}
