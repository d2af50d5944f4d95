// SPDX-License-Identifier: Apache-2.0
/** Ping as components. */
package org.chaoschain.p2p.ping.internal;
