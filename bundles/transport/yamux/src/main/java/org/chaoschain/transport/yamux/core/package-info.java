// SPDX-License-Identifier: Apache-2.0
/**
 * Yamux without any I/O: {@link org.chaoschain.transport.yamux.core.YamuxSession} is the protocol,
 * {@link org.chaoschain.transport.yamux.core.YamuxMuxer} runs it on a duplex. Nodes, simulations
 * and tests run the same classes.
 */
@Export
@Version("0.1.0")
package org.chaoschain.transport.yamux.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
