// SPDX-License-Identifier: Apache-2.0
/**
 * The JSON forms of the protocol as a pure library: a strict parser, the forms as records, their
 * conversion from and to protobuf, and the schemas. Nothing here does I/O, reads a clock or draws
 * randomness. The normative text is {@code docs/protocol/json.md}. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.message.json.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
