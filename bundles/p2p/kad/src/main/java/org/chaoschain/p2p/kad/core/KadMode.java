// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;

/** Whether a node serves others. Only servers offer the protocol, and only they enter tables. */
public enum KadMode {
  /** Answers requests. */
  SERVER,
  /** Only asks. */
  CLIENT;

  /** What the configuration says. */
  public enum Choice {
    /** By the addresses. */
    AUTO,
    /** Always a server. */
    SERVER,
    /** Never a server. */
    CLIENT
  }

  /**
   * The mode of a node.
   *
   * @param announced the addresses it tells others
   * @param rule which of them others could dial: the public ones, or all where local ones are
   *     allowed
   */
  public static KadMode of(Choice choice, List<Multiaddr> announced, AddressRule rule) {
    return switch (choice) {
      case SERVER -> SERVER;
      case CLIENT -> CLIENT;
      case AUTO -> announced.stream().anyMatch(rule::allows) ? SERVER : CLIENT;
    };
  }
}
