// SPDX-License-Identifier: Apache-2.0
/** Distributions of one's own. The library that makes them is loaded by these commands alone. */
package org.chaoschain.cli.dist;
