// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.node;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What every bundle may know of the node it runs in. The kernel registers it before any bundle
 * starts. Immutable.
 */
@ProviderType
public interface Node {
  /** A name for people, from the configuration key {@code node.name}; never an identity. */
  String name();

  /**
   * The chain id this node speaks, from {@code node.chain.id}: 1 to 64 characters of {@code a-z 0-9
   * . -}.
   */
  String chainId();

  /** The version of the platform, such as {@code 0.1.0}. */
  String version();

  /**
   * The folder of that name in the data directory, such as {@code keys}, {@code store}, {@code
   * plugins}, {@code logs} or {@code run}; made with mode 0700 if it is not there. Each has one
   * owner bundle.
   *
   * @throws java.io.UncheckedIOException if it cannot be made
   */
  Path directory(String name);

  /** Asks the node to stop in an orderly way; returns at once. */
  void stop();
}
