// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

/** The memory transport fulfils the contract. */
class MemoryTransportContractTest extends SimulatedTransportContract {}
