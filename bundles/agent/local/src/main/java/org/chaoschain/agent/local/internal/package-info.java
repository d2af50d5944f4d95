// SPDX-License-Identifier: Apache-2.0
/** Hosting of agents as a component, its key files and its control command. */
package org.chaoschain.agent.local.internal;
