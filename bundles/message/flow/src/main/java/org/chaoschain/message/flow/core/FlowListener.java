// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import org.chaoschain.api.message.Priority;

/**
 * What a scheduler asks for. Called from within its calls; must not call back into it.
 *
 * @param <K> names a peer
 * @param <M> a message
 */
public interface FlowListener<K, M> {
  /** A message will never be served; who counts it does so by its type and the reason. */
  void lost(K peer, M message, Priority priority, Loss reason);

  /** Read no more from this peer: it fills the queue. It has something in the queue. */
  void pause(K peer);

  /** Read from this peer again. */
  void resume(K peer);

  /**
   * A peer went on when it was not read any more and holds all that one peer may hold: it is to be
   * disconnected. Told once, until the peer was idle for long.
   */
  void overQuota(K peer);

  /**
   * For a scheduler of {@link FlowConfig#unbounded}: its owner bounds it, so that nothing is asked
   * for, and a loss is a defect.
   *
   * @param <K> names a peer
   * @param <M> a message
   * @return a listener whose {@link #lost} throws {@link IllegalStateException}
   */
  static <K, M> FlowListener<K, M> ofUnbounded() {
    return new FlowListener<>() {
      @Override
      public void lost(K peer, M message, Priority priority, Loss reason) {
        throw new IllegalStateException("the owner bounds it, but a message is lost: " + reason);
      }

      @Override
      public void pause(K peer) {
        // nothing fills it
      }

      @Override
      public void resume(K peer) {
        // nothing was paused
      }

      @Override
      public void overQuota(K peer) {
        // there is no quota
      }
    };
  }
}
