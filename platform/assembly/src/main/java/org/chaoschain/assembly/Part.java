// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

/**
 * A jar of a distribution.
 *
 * @param id its coordinates
 * @param path where it is in the distribution, such as {@code lib/bundles/p2p-ping-0.1.0.jar}
 * @param sha256 of its bytes, in hexadecimal digits
 * @param startOrder the start level; 0 for a jar of the class path alone
 */
public record Part(Coordinates id, String path, String sha256, int startOrder) {}
