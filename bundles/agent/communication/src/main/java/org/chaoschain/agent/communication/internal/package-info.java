// SPDX-License-Identifier: Apache-2.0
/** Agent communication as a component. */
package org.chaoschain.agent.communication.internal;
