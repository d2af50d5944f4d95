// SPDX-License-Identifier: Apache-2.0
/** The persistent peer store as a component, and its file. */
package org.chaoschain.p2p.peerstore.internal;
