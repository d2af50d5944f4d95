// SPDX-License-Identifier: Apache-2.0
/** Reputation as a component, its file and its commands. */
package org.chaoschain.p2p.reputation.internal;
