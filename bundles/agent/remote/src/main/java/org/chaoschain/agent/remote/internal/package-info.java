// SPDX-License-Identifier: Apache-2.0
/** The gateway for agents with a key of their own: WebSocket, hosting, control command. */
package org.chaoschain.agent.remote.internal;
