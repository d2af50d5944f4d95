// SPDX-License-Identifier: Apache-2.0
/**
 * Version 1 of ChaosChain's messages: the envelope, its payloads, and the frames of its stream
 * protocols. What may change is in {@code chaoschain/v1/envelope.proto}; who checks what is in
 * {@code docs/protocol/}.
 */
@Export
@Version("1.0.0")
package org.chaoschain.proto.v1;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
