// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

/**
 * What a search has come to.
 *
 * @param value what was found, empty or not as its type has it
 * @param hops how many peers lie on the way to whoever told it; 0 if it was known here
 * @param requests how many peers were asked
 * @param <T> what was looked for
 */
public record Found<T>(T value, int hops, int requests) {}
