// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

/** Bytes are no RPC, or one beyond a limit that is no matter of number; the message says where. */
public final class MalformedRpcException extends Exception {
  private static final long serialVersionUID = 1;

  /** Made with a message for people. */
  public MalformedRpcException(String message) {
    super(message);
  }
}
