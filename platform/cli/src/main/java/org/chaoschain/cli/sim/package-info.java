// SPDX-License-Identifier: Apache-2.0
/** {@code chaos sim}: what it says of a simulation. Loaded by that command alone. */
package org.chaoschain.cli.sim;
