// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.core;

import org.chaoschain.api.agent.AgentId;

/**
 * Which alliance.
 *
 * @param proposer who offered it
 * @param partner to whom
 * @param id the name that the proposer chose
 */
public record AllianceKey(AgentId proposer, AgentId partner, String id) {}
