// SPDX-License-Identifier: Apache-2.0
/** The host as a component. */
package org.chaoschain.p2p.host.internal;
