// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import org.chaoschain.api.bytes.Bytes;

/**
 * Data of a type that the protocol does not know and a plugin may.
 *
 * @param type the type's name, 1 to 64 characters of {@code a-z 0-9 - . /}; by convention the
 *     plugin's domain first
 * @param schemaVersion the version of the body's form, set by the plugin; 0 or more
 * @param body the data
 * @param fallbackText what a node without the plugin shows a person, at most 1 KiB in UTF-8
 */
public record Extension(String type, int schemaVersion, Bytes body, String fallbackText) {}
