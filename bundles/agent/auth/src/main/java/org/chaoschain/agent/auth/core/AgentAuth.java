// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

/**
 * What a carrier of handshakes needs of the node; registered as a service. Safe for use by many
 * threads.
 *
 * @param settings the bounds of a handshake
 * @param sessions the sessions of all carriers
 * @param networks by what carriers count what comes from one address
 */
public record AgentAuth(AuthSettings settings, Sessions sessions, SourceNetworks networks) {}
