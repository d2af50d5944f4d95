// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.muxer;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.osgi.annotation.versioning.ConsumerType;

/** A connection that carries many streams. Every method may be called from any thread. */
@ConsumerType
public interface MuxedConnection {
  /** Where everything on this connection happens. */
  SerialExecutor executor();

  /**
   * Opens a stream without waiting for the remote.
   *
   * @return completes inside the executor; fails with {@link
   *     org.chaoschain.api.metrics.LimitExceededException} when too many are open, with {@link
   *     org.chaoschain.p2p.api.channel.ChannelClosedException} when the connection has ended or the
   *     remote has said go-away
   */
  CompletionStage<MuxedStream> openStream();

  /**
   * Measures a round trip.
   *
   * @return fails when the answer does not come before the muxer's deadline, or the connection ends
   */
  CompletionStage<Duration> ping();

  /** How many streams are open, in both directions. */
  int openStreams();

  /**
   * Says go-away, refuses new streams, and closes once the open ones have ended or the drain
   * deadline passes.
   */
  void drain();

  /** Says go-away, resets all streams, closes the connection. */
  void close(CloseReason reason);
}
