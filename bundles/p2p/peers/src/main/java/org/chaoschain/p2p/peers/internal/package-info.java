// SPDX-License-Identifier: Apache-2.0
/** The peer list as a component. */
package org.chaoschain.p2p.peers.internal;
