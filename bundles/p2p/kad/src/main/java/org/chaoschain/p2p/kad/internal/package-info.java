// SPDX-License-Identifier: Apache-2.0
/** Kademlia as a component. */
package org.chaoschain.p2p.kad.internal;
