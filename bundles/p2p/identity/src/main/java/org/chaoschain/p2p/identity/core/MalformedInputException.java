// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/**
 * Bytes that break a rule of DER or protobuf; callers turn it into the exception of what they read.
 */
final class MalformedInputException extends Exception {
  private static final long serialVersionUID = 1;

  private final int offset;

  MalformedInputException(int offset, String reason) {
    super(reason);
    this.offset = offset;
  }

  int offset() {
    return offset;
  }
}
