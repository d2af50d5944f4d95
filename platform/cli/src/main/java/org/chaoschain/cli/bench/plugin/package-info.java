// SPDX-License-Identifier: Apache-2.0
/**
 * What runs inside the nodes of a benchmark. These classes are packed into plugins on the fly; they
 * use the platform's API and the JDK, nothing else of this module.
 */
package org.chaoschain.cli.bench.plugin;
