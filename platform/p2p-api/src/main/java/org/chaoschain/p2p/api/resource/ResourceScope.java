// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.resource;

import org.chaoschain.api.metrics.LimitExceededException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An account of resources with limits. What is taken in a scope is taken in those around it as
 * well, in all of them or in none:
 *
 * <pre>
 *   connection ──► peer (transient until the peer is known) ──► system
 *   stream ──► connection, protocol (transient until it is agreed on) ──► system
 * </pre>
 *
 * <p>Each refusal is counted and names scope, limit and the key {@code
 * p2p.host.limits.<scope>.<what>}. Safe for use by many threads; never blocks.
 */
@ProviderType
public interface ResourceScope {
  /** A scope without limits that counts nothing: for tests and for use without a host. */
  ResourceScope UNLIMITED = new UnlimitedScope();

  /** What is bounded, for people: {@code peer 12D3Koo…}. */
  String name();

  /** What is in use now. */
  ResourceUsage usage();

  /**
   * Keeps room for bytes before they are kept in a buffer.
   *
   * @param bytes 0 or more
   * @throws LimitExceededException if this scope or one around it has no such room; then nothing
   *     has been taken
   */
  void reserveMemory(long bytes) throws LimitExceededException;

  /**
   * Gives room back. A scope that ends gives back what is left by itself.
   *
   * @param bytes 0 or more; beyond what was taken there is nothing to give back
   */
  void releaseMemory(long bytes);
}
