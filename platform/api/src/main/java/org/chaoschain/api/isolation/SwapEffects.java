// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.isolation;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Foretells what a change of a plugin would touch, for the plan that people see before it. Whoever
 * takes up services of plugins registers one. Safe for use by many threads; never blocks.
 */
@ConsumerType
public interface SwapEffects {
  /**
   * What would happen now.
   *
   * @param plugin the plugin's name, as {@link PluginAccount#plugin} gives it
   * @param change what is to be done with it
   * @return empty if nothing here is concerned
   */
  List<Effect> of(String plugin, Change change);

  /** How a plugin changes. */
  enum Change {
    /** The new generation comes up beside the old one, which then goes. */
    OVERLAP,
    /** The old generation goes before the new one comes. */
    HAND_OVER,
    /** It goes. */
    REMOVE
  }

  /**
   * One thing that is touched.
   *
   * @param kind what happens
   * @param name to what: a message type's name, a protocol's id, an agent's name, an address
   * @param count how many are concerned: messages that wait, streams or connections that are open
   * @param pause how long it is expected to take, from what was seen here; zero if it does not
   *     pause
   */
  record Effect(Kind kind, String name, long count, Duration pause) {}

  /** What happens. */
  enum Kind {
    /** Messages of a type wait meanwhile. */
    MESSAGE_TYPE_PAUSES,
    /** Messages of a type are parked until a plugin for it comes. */
    MESSAGE_TYPE_PARKS,
    /** Streams of a protocol are ended, each after what is on its way. */
    STREAMS_CLOSE,
    /** Connections of a transport go on until they are closed; no new ones come. */
    CONNECTIONS_DRAIN,
    /** An address is not listened on meanwhile, or any more. */
    LISTENER_PAUSES,
    /** An agent is hosted by the new generation; its mailbox is kept. */
    AGENT_MOVES,
    /** An agent is not hosted any more. */
    AGENT_LEAVES
  }
}
