// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

/** A sound protocol fulfils the contract. */
class LineProtocolContractTest extends LineProtocolContract {}
