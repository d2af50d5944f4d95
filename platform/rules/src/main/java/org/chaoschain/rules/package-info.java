// SPDX-License-Identifier: Apache-2.0
/**
 * The layer rules of the project. {@link org.chaoschain.rules.Reactor} reads what the build has
 * made of each module (class files, module descriptor, manifest, pom, sources); each {@link
 * org.chaoschain.rules.LayerRule} looks for what breaks it. What the rules allow is in the tables
 * beside this package: {@code layers.txt}, {@code core.txt}, {@code services.txt} and {@code
 * exceptions.txt}.
 */
package org.chaoschain.rules;
