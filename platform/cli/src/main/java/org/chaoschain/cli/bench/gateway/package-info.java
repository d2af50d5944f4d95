// SPDX-License-Identifier: Apache-2.0
/** The benchmark of the gateway: many agents with keys of their own at one node. */
package org.chaoschain.cli.bench.gateway;
