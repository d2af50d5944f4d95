// SPDX-License-Identifier: Apache-2.0
/** The TCP transport on Netty's NIO event loops. */
@Export
@Version("0.1.0")
package org.chaoschain.transport.tcp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
