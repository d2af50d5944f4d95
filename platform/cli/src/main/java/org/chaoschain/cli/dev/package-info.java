// SPDX-License-Identifier: Apache-2.0
/** The development loop: each build of a plugin in a node that runs. */
package org.chaoschain.cli.dev;
