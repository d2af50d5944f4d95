// SPDX-License-Identifier: Apache-2.0
/** Tests of the packed node as a whole. */
package org.chaoschain.itests;
