// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

/** A sound discovery fulfils the contract. */
class FixedDiscoveryContractTest extends FixedDiscoveryContract {
  FixedDiscoveryContractTest() {
    super(FixedDiscovery.Fault.NONE);
  }
}
