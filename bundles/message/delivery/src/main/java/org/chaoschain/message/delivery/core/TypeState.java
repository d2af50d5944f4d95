// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

/**
 * How a message type stands.
 *
 * @param name its name
 * @param generation the number of the generation that is fed; 0 if none is there
 * @param topic where its broadcasts travel; empty if none is there
 * @param waiting messages that wait, parked ones included
 * @param waitingBytes their bytes on the wire
 * @param parked messages that wait because no generation is there
 * @param plugin whose the generation is that is fed; empty if it is the node's own, or none is
 *     there
 * @param inFlight messages that are judged or handled at this moment
 */
public record TypeState(
    String name,
    long generation,
    String topic,
    int waiting,
    long waitingBytes,
    int parked,
    String plugin,
    int inFlight) {}
