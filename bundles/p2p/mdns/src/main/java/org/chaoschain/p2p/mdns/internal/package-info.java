// SPDX-License-Identifier: Apache-2.0
/** Multicast DNS as a component: bytes and sockets. */
package org.chaoschain.p2p.mdns.internal;
