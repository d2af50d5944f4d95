// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import org.chaoschain.api.bytes.Bytes;

/**
 * A message with the bytes that were signed. Immutable.
 *
 * @param message what it says
 * @param wire the whole envelope as it travels, signature included
 * @param digest SHA-256 of {@code wire}: the id for de-duplication of what travels
 * @param signedDigest SHA-256 of the bytes before the signature: the id of what was said
 */
public record SignedMessage(Message message, Bytes wire, Bytes digest, Bytes signedDigest) {}
