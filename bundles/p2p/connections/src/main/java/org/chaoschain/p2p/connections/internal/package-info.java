// SPDX-License-Identifier: Apache-2.0
/** The keeping of connections as components. */
package org.chaoschain.p2p.connections.internal;
