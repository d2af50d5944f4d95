// SPDX-License-Identifier: Apache-2.0
/**
 * Makes nodes of one's own. {@link org.chaoschain.assembly.Assembly} is where to begin; {@link
 * org.chaoschain.assembly.Inventory} tells what a distribution is made of.
 */
package org.chaoschain.assembly;
