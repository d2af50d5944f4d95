// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.channel;

import java.util.Objects;

/**
 * Why a channel has ended.
 *
 * @param kind the kind, for metrics and decisions
 * @param message what happened, to what, with value and limit; for logs and people
 */
public record CloseReason(Kind kind, String message) {
  /** An orderly end by this side. */
  public static final CloseReason LOCAL = new CloseReason(Kind.LOCAL, "closed by this side");

  /** An orderly end by the remote. */
  public static final CloseReason REMOTE = new CloseReason(Kind.REMOTE, "closed by the remote");

  /** What kind of end it was. */
  public enum Kind {
    /** An orderly end by this side. */
    LOCAL,
    /** An orderly end by the remote. */
    REMOTE,
    /** The remote reset the stream or connection. */
    REMOTE_RESET,
    /** The network failed, or the layer below ended. */
    CONNECTION_LOST,
    /** The remote broke a protocol. */
    PROTOCOL_ERROR,
    /** A limit was reached; the message names limit, value and key. */
    LIMIT,
    /** A deadline passed. */
    TIMEOUT,
    /** The node or the bundle stops. */
    SHUTDOWN,
    /** A handler on this side threw. */
    HANDLER_FAILED,
    /** This side does not want the connection: a rule refuses peer or address. */
    REFUSED
  }

  /** Refuses nulls. */
  public CloseReason {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(message, "message");
  }

  /** The remote broke a protocol. */
  public static CloseReason protocolError(String message) {
    return new CloseReason(Kind.PROTOCOL_ERROR, message);
  }

  /** A limit was reached. */
  public static CloseReason limit(String message) {
    return new CloseReason(Kind.LIMIT, message);
  }

  /** A deadline passed. */
  public static CloseReason timeout(String message) {
    return new CloseReason(Kind.TIMEOUT, message);
  }

  /** The network failed. */
  public static CloseReason connectionLost(String message) {
    return new CloseReason(Kind.CONNECTION_LOST, message);
  }

  /** Whether both sides ended it as agreed. */
  public boolean orderly() {
    return kind == Kind.LOCAL || kind == Kind.REMOTE;
  }

  /** The exception for a caller who waits for something that cannot come any more. */
  public ChannelClosedException toException() {
    return new ChannelClosedException(this);
  }

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
