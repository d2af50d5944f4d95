// SPDX-License-Identifier: Apache-2.0
/** The table of sessions as a service, and its control command. */
package org.chaoschain.agent.auth.internal;
