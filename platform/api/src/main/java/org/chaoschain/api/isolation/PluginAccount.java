// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.isolation;

import java.util.Optional;
import org.chaoschain.api.metrics.LimitExceededException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one plugin may do, and how much it has in use. Each limit has a configuration key below
 * {@code extension.plugins.quota}; a refusal is counted and names plugin, limit and key. A plugin
 * that fails or exceeds its quotas repeatedly is quarantined by who keeps the account: then its
 * services go like those of any plugin that is stopped.
 *
 * <p>Safe for use by many threads; never blocks.
 */
@ProviderType
public interface PluginAccount {
  /** The account of the node's own parts: everything is allowed, nothing is limited. */
  PluginAccount NODE = new NodeAccount();

  /** The plugin's name; empty for the node itself. */
  String plugin();

  /**
   * Asks for a capability.
   *
   * @throws CapabilityException if it is not declared; it has been counted and told as a security
   *     event
   */
  void require(Capability capability);

  /**
   * Keeps room for a message that waits for one of the plugin's handlers (quota {@code
   * queue.bytes}).
   *
   * @param bytes its size on the wire
   * @throws LimitExceededException if more would wait than allowed
   */
  void reserveQueue(int bytes) throws LimitExceededException;

  /** Gives room back that {@link #reserveQueue} has kept. */
  void releaseQueue(int bytes);

  /**
   * Asks whether the plugin may be called now (quotas {@code messages.per.second} and {@code
   * handlers}). Nothing is lost when it may not: the work stays where it is.
   *
   * @param what what is called, for people: {@code handler of extension/haiku}
   * @param retry if the answer is empty: run once, on a worker thread, as soon as it is worth
   *     asking again
   * @return counts as one of the plugin's handlers until it is closed; empty if the plugin is at a
   *     quota
   */
  Optional<Work> begin(String what, Runnable retry);

  /**
   * Asks whether the plugin may judge or put into words a message now (quota {@code checks}), apart
   * from its handlers: those that are busy hold up no judgement. Nothing is lost when it may not:
   * the message stays where it is.
   *
   * @param what what is called, for people: {@code rules of extension/haiku}
   * @param retry if the answer is empty: run once, on a worker thread, as soon as it is worth
   *     asking again
   * @return counts as one of the plugin's checks until it is closed; empty if the plugin is at the
   *     quota
   */
  Optional<Work> beginCheck(String what, Runnable retry);

  /**
   * Counts a stream in that one of the plugin's protocols serves (quota {@code streams}).
   *
   * @throws LimitExceededException if it has too many
   */
  void openStream() throws LimitExceededException;

  /** Counts a stream out. */
  void closeStream();

  /** Code of the plugin has failed outside of any {@link Work}. */
  void failed(String what, Throwable cause);

  /** A call into a plugin that goes on. Closed once, by whoever began it. */
  @ProviderType
  interface Work extends AutoCloseable {
    /** The call has thrown. {@link #close} follows. */
    void failed(Throwable cause);

    /**
     * Sets what the caller does without the call, should it not return: its thread is lost, and
     * what waits behind it is not to be.
     *
     * @param action run at most once, on a worker thread, when the call has taken {@code
     *     extension.plugins.hang.factor} times the quota {@code handler.time}; it may still return
     *     after that
     */
    default void onGivenUp(Runnable action) {}

    /** The call has returned. Its time counts against the quota {@code handler.time}. */
    @Override
    void close();
  }
}
