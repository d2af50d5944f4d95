// SPDX-License-Identifier: Apache-2.0
/** Classes that tests pack into small bundles of their own. */
package org.chaoschain.kernel.bundles;
