// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import org.chaoschain.api.metrics.Limit;

/**
 * The bounds of what is read and remembered about trust.
 *
 * @param signatureBytes size of a signature file
 * @param publishers publishers that are trusted, and such that have a revocation list
 * @param remembered names, versions, approvals, and revocations of the operator, each
 */
public record TrustLimits(Limit signatureBytes, Limit publishers, Limit remembered) {}
